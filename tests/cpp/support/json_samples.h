// Texts that are JSON values, nearly so, and not at all.
#pragma once

#include <string>
#include <vector>

namespace tcpless::test {

// Those that are common come first.
inline const std::vector<std::string> json_samples = {
    "1",
    "-0",
    "0",
    "01",
    "1.25",
    "1.2.3",
    "1e5",
    "\"\"",
    "\"a\"",
    "null",
    "true",
    "false",
    "nul",
    "{}",
    "[]",
    R"({"a": 1, "b": [true, null, "x"]})",
    R"({"a" : {"b":[]}})",
    R"(["\"","\\","\/","\u0041","\ud800","\n"])",
    R"(["\x"])",
    "{\"a\":1",
    "[1,]",
    "{1:2}",
    "[1}",
    "{]",
    "[ 1 , 2 ]  ",
    "  7 ",
    "\n[1]",
    "9007199254740993",
    "[9007199254740993]",
    "\"na\xc3\xafve\"",
    "\"a\tb\"",
    "\"a\t\\n\"",
    "\"un",
    "",
    "[[[[[[[[]]]]]]]]",
    R"({"":""})",
    R"({"a":1,"a":2})",
    "[0.5,-0.25,-7]",
    "[-]",
    "truefalse",
    "-0.5",
    R"({"a" : {"b":[]}} )",
    " 7 ",
    "9007199254740991",
    "[123456789012345]",
    "\"\xff\"",
    " ",
    "\"a\"\"b\"",
    "{\"a\":1}}",
    std::string(70, '[') + std::string(70, ']'),
};

}  // namespace tcpless::test
