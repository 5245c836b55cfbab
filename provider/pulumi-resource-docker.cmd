@rem The docker provider of this project on Windows.
@node --max-semi-space-size=2 "%~dp0..\dist\bundle\provider.js" %*
