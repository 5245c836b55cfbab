@rem The docker provider of this project on Windows.
@node --max-semi-space-size=1 "%~dp0..\dist\bundle\provider.js" %*
