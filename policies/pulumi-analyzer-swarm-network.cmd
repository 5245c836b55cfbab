@rem The executable form of the policy pack on Windows.
@node "%~dp0main.js" %*
