# What only tests use: `tcpless_catch2` (Catch2 v3 with its main) and `tcpless_json` (nlohmann/json, headers).
# Neither is ever part of a module. And `tcpless_test_options`, for a test executable of the Emscripten build.

if(DEFINED ENV{NLOHMANN_JSON_INCLUDE})
  set(_json_include "$ENV{NLOHMANN_JSON_INCLUDE}")
else()
  set(_json_include /usr/include)
endif()
# A folder that holds nlohmann/ alone: a cross compiler must not see the host's other headers.
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/include")
file(CREATE_LINK "${_json_include}/nlohmann" "${CMAKE_BINARY_DIR}/include/nlohmann" SYMBOLIC)
add_library(tcpless_json INTERFACE)
target_include_directories(tcpless_json SYSTEM INTERFACE "${CMAKE_BINARY_DIR}/include")

if(EMSCRIPTEN)
  # The libraries of the tests throw; the code under test neither throws nor catches.
  set(_exceptions -fwasm-exceptions)
endif()

if(NOT EMSCRIPTEN)
  find_package(Catch2 3 CONFIG QUIET)
endif()
if(Catch2_FOUND)
  add_library(tcpless_catch2 INTERFACE)
  target_link_libraries(tcpless_catch2 INTERFACE Catch2::Catch2WithMain)
else()
  if(DEFINED ENV{CATCH2_EXTRAS})
    set(_catch2 "$ENV{CATCH2_EXTRAS}")
  else()
    set(_catch2 "${CMAKE_SOURCE_DIR}/build/toolchain/catch2")
  endif()
  # Tests include <catch2/catch_test_macros.hpp> and its like, which the amalgamated header stands in for.
  foreach(_header catch_test_macros catch_template_test_macros catch_approx catch_message catch_session
      catch_tostring catch_all generators/catch_generators generators/catch_generators_all
      generators/catch_generators_adapters generators/catch_generators_range matchers/catch_matchers
      matchers/catch_matchers_all matchers/catch_matchers_string matchers/catch_matchers_floating_point
      matchers/catch_matchers_vector)
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/catch2/catch2/${_header}.hpp"
      CONTENT "#include \"${_catch2}/catch_amalgamated.hpp\"\n")
  endforeach()
  add_library(tcpless_catch2 STATIC "${_catch2}/catch_amalgamated.cpp")
  target_compile_features(tcpless_catch2 PUBLIC cxx_std_20)
  target_compile_options(tcpless_catch2 PRIVATE -w -O1)
  target_compile_options(tcpless_catch2 PUBLIC ${_exceptions})
  target_include_directories(tcpless_catch2 SYSTEM PUBLIC "${CMAKE_BINARY_DIR}/catch2")
endif()

# tcpless_test_options(TARGET): what a test executable needs to run under Node with the host's files.
function(tcpless_test_options target)
  if(EMSCRIPTEN)
    # What em++ writes is CommonJS, and the package above the build folder says that .js is not.
    file(WRITE "${CMAKE_BINARY_DIR}/package.json" "{ \"type\": \"commonjs\" }\n")
    # -O1 after the configuration's level: no long optimization of a test binary.
    target_link_options(${target} PRIVATE -O1 -fwasm-exceptions -sENVIRONMENT=node -sNODERAWFS=1 -sEXIT_RUNTIME=1
      -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=67108864
      "SHELL:--pre-js \"${CMAKE_SOURCE_DIR}/wasm/toolchain/emscripten_node.js\"")
  endif()
endfunction()
