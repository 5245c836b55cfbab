@rem The components as an executable plugin on Windows.
@node "%~dp0..\dist\bundle\components.js" %*
