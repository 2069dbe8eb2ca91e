# cmake --install gives a package: headers, libraries, find_package(carrick) with our FindCAF beside
# it, and carrick.pc.
include(CMakePackageConfigHelpers)

set(carrick_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/carrick")

install(TARGETS carrick ${carrick_libraries} EXPORT carrickTargets)
install(EXPORT carrickTargets NAMESPACE carrick:: DESTINATION "${carrick_package_dir}")

install(DIRECTORY ${carrick_folders} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/carrick"
  FILES_MATCHING PATTERN "*.hpp")
if(EXISTS "${PROJECT_SOURCE_DIR}/carrick.hpp")
  install(FILES carrick.hpp DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/carrick")
endif()

configure_package_config_file(cmake/carrickConfig.cmake.in carrickConfig.cmake
  INSTALL_DESTINATION "${carrick_package_dir}")
write_basic_package_version_file(carrickConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/carrickConfig.cmake"
  "${PROJECT_BINARY_DIR}/carrickConfigVersion.cmake"
  cmake/FindCAF.cmake
  DESTINATION "${carrick_package_dir}")

# A static library stands before those that it uses.
set(CARRICK_PC_LIBS "")
foreach(library IN LISTS carrick_libraries)
  get_target_property(type ${library} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    string(PREPEND CARRICK_PC_LIBS " -l${library}")
  endif()
endforeach()
# Relative, so that the installed folder may be moved.
file(RELATIVE_PATH CARRICK_PC_PREFIX
  "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file(cmake/carrick.pc.in carrick.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/carrick.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
