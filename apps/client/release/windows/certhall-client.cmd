@echo off
rem Starts the client of the hall with the Node that came with it.
setlocal
set "CERTHALL_CLIENT_PROGRAM=%~dp0program"
rem Which halls may ask is for the files in program\config alone.
set CERTHALL_CLIENT_ORIGIN=
set CERTHALL_CLIENT_AUTHORITIES=
set CERTHALL_CLIENT_CATALOGUE=
set NODE_OPTIONS=
set NODE_PATH=
"%~dp0program\node.exe" "%~dp0program\client.mjs" %*
