# What cmake compiles the runtime's OpenSSL glue with: the pinned programs, headers and libraries, nothing of the machine's.
get_filename_component(cache "${CMAKE_CURRENT_LIST_DIR}/../../.cache/sysroot" ABSOLUTE)
set(CMAKE_C_COMPILER "${CMAKE_CURRENT_LIST_DIR}/bin/clang")
set(CMAKE_AR "${CMAKE_CURRENT_LIST_DIR}/bin/ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "true" CACHE FILEPATH "")
set(CMAKE_SYSROOT "${cache}/amd64")
set(CMAKE_LIBRARY_ARCHITECTURE x86_64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# The SDK's script asks for no optimization.
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
# OpenSSL's macros put the name of the file into the program; the builder's home directory is no part of it.
set(CMAKE_C_FLAGS_INIT "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
# Static libcrypto needs zstd and zlib: without them cmake's questions about OpenSSL's functions would all be answered with no.
set(CMAKE_C_STANDARD_LIBRARIES_INIT "-lzstd -lz")
