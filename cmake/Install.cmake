# `cmake --install`, and find_package(ansatz) afterwards.
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/ansatz)

install(TARGETS ansatz EXPORT ansatz_targets)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/ansatz DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${ansatz_generated}/ansatz DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT ansatz_targets NAMESPACE ansatz:: FILE ansatz-targets.cmake DESTINATION ${package_folder})
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/ansatz-config.cmake.in ${CMAKE_BINARY_DIR}/ansatz-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/ansatz-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/ansatz-config.cmake ${CMAKE_BINARY_DIR}/ansatz-config-version.cmake
        DESTINATION ${package_folder})
