// What nearly every test includes and what takes longest to read, compiled once.
#pragma once

// Before Catch2, whose SECTION macro is also the name of a family in layout.def.
#include "bindings/layout.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>
