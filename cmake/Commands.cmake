# Lists the files of cli/commands/ for cli/main.cc: COMMAND(name), one a line. Adding a file adds a command.
file(GLOB command_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cli/commands/*.cc)
set(commands "")
foreach(file IN LISTS command_files)
  cmake_path(GET file STEM name)
  string(APPEND commands "COMMAND(${name})\n")
endforeach()
file(CONFIGURE OUTPUT ${ansatz_generated}/cli/commands.inc CONTENT "${commands}" @ONLY)
