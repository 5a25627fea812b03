// Safetensors files. With SAFETENSORS_CASES=FOLDER the test also answers model_safetensors.py, which holds them against
// the reference implementation: it reads FOLDER/reference.safetensors, writes it anew, and writes the files it refuses.
#include "model/safetensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "ansatz/run.h"
#include "array/node.h"
#include "base/files.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

std::string bytes_of(const std::string& header, std::size_t data) {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(data, '\0');
}

std::string raw(const Array& array) {
  return {reinterpret_cast<const char*>(array.node()->data->data()),
          static_cast<std::size_t>(array.size()) * size_of(array.dtype())};
}

TEST(Safetensors, WhatIsWrittenIsRead) {
  const float infinity = std::numeric_limits<float>::infinity();
  const Tensors content = {
      {{"a.weight", Array({1, -2, 3, 4, 5, 6}, {2, 3})},
       {"b", Array(std::vector<float>{0.1f, -0.0f, infinity, std::nanf("")}, {4})},
       {"count", Array(std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()}, {})},
       {"empty", Array(std::vector<double>{}, {3, 0})},
       {"flags", Array({1, 0, 1}, {3}, DType::boolean)},
       {"half", Array({1.5, -2}, {2}, DType::bf16)},
       {"\"quoted\" ü", Array({7}, {1}, DType::i32)},
       {"u", Array({255}, {1}, DType::u8)}},
      {{"format", "a\nb"}, {"empty", ""}}};
  const std::string bytes = safetensors_bytes(content);
  const Tensors read = parse_safetensors(bytes);
  EXPECT_EQ(read.metadata, content.metadata);
  ASSERT_EQ(read.tensors.size(), content.tensors.size());
  for (const auto& [name, array] : content.tensors) {
    SCOPED_TRACE(name);
    EXPECT_EQ(read.tensors.at(name).shape(), array.shape());
    EXPECT_EQ(read.tensors.at(name).dtype(), array.dtype());
    EXPECT_EQ(raw(read.tensors.at(name)), raw(array));
  }
  EXPECT_EQ(safetensors_bytes(read), bytes);
  EXPECT_EQ(parse_safetensors(safetensors_bytes({})).tensors.size(), 0u);
}

TEST(Safetensors, RecordedArraysAreComputed) {
  const Array sum = Array({1, 2}, {2});
  EXPECT_EQ(raw(parse_safetensors(safetensors_bytes({{{"x", sum}}})).tensors.at("x")), raw(sum));
}

TEST(Safetensors, F16BecomesF32Exactly) {
  std::string bytes = bytes_of(R"({"h":{"dtype":"F16","shape":[8],"data_offsets":[0,16]}})", 16);
  const std::uint16_t halves[] = {0x3c00, 0xc000, 0x0001, 0x83ff, 0x0400, 0x7bff, 0x7c00, 0x8000};
  std::memcpy(bytes.data() + bytes.size() - 16, halves, 16);
  const std::vector<float> numbers = to_vector<float>(parse_safetensors(bytes).tensors.at("h"));
  EXPECT_EQ(numbers, (std::vector<float>{1, -2, 0x1p-24f, -1023 * 0x1p-24f, 0x1p-14f, 65504, INFINITY, -0.0f}));
  EXPECT_TRUE(std::signbit(numbers[7]));
}

struct Refused {
  std::string name, bytes, says;
  bool only_ours = false;  // the reference implementation takes it
};

std::vector<Refused> refused() {
  const auto one = [](const std::string& fields) { return "{\"x\":{" + fields + "}}"; };
  const std::string f32 = R"("dtype":"F32",)";
  return {
      {"short", "1234567", "it has 7 bytes; a safetensors file has at least 8"},
      {"huge_header", std::string(8, '\xff') + "{}",
       "it is no safetensors file: its header would have 18446744073709551615 bytes, at most 100000000 are allowed"},
      {"header_beyond", bytes_of("{}", 0).replace(0, 1, "\x7f"), "it is cut off: its header has 127 bytes, the file 10"},
      {"no_object", bytes_of("[]", 0), "it is no safetensors file: its header does not begin with {"},
      {"no_header", bytes_of("", 0), "it is no safetensors file: its header does not begin with {"},
      {"no_json", bytes_of("{\"x\":", 0), "its header is no JSON"},
      {"no_text", bytes_of("{\"\xff\":{}}", 0), "its header is no JSON"},
      {"twice", bytes_of(R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1),
       "its header has \"x\" twice", true},
      {"no_shape", bytes_of(one(f32 + R"("data_offsets":[0,4])"), 4),
       "the tensor \"x\" needs a dtype, a shape and two data_offsets, and nothing else"},
      {"unknown_dtype", bytes_of(one(R"("dtype":"F12","shape":[1],"data_offsets":[0,4])"), 4),
       "the tensor \"x\" has the dtype F12; BOOL, U8, I32, I64, BF16, F16, F32 and F64 can be read"},
      {"negative_extent", bytes_of(one(f32 + R"("shape":[-1],"data_offsets":[0,4])"), 4),
       "the tensor \"x\" has extents that are no whole numbers from 0"},
      {"fraction", bytes_of(one(f32 + R"("shape":[1.0],"data_offsets":[0,4])"), 4),
       "the tensor \"x\" has extents that are no whole numbers from 0"},
      {"size", bytes_of(one(f32 + R"("shape":[2],"data_offsets":[0,4])"), 4),
       "the tensor \"x\" of shape [2] has data_offsets 0 to 4; it takes 8 bytes"},
      {"backwards", bytes_of(one(f32 + R"("shape":[1],"data_offsets":[4,0])"), 4),
       "the tensor \"x\" of shape [1] has data_offsets 4 to 0; it takes 4 bytes"},
      {"overflow", bytes_of(one(f32 + R"("shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,4])"), 4),
       "the tensor \"x\" is larger than any memory"},
      {"beyond", bytes_of(one(f32 + R"("shape":[2],"data_offsets":[0,8])"), 4),
       "it is cut off: the tensor \"x\" ends at byte 8 of 4"},
      {"hole", bytes_of(one(f32 + R"("shape":[1],"data_offsets":[4,8])"), 8), "4 bytes before the tensor \"x\" belong to none"},
      {"overlap", bytes_of(R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}})", 4),
       "the tensor \"y\" overlaps the one before"},
      {"same_place", bytes_of(R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4),
       "the tensor \"y\" overlaps the one before"},
      {"behind", bytes_of(one(f32 + R"("shape":[1],"data_offsets":[0,4])"), 5), "its tensors end at byte 4 of 5"},
      {"metadata", bytes_of(R"({"__metadata__":{"a":1}})", 0), "its __metadata__ is no text at \"a\""},
      {"flag", bytes_of(one(R"("dtype":"BOOL","shape":[1],"data_offsets":[0,1])"), 0) + '\x02',
       "the tensor \"x\" of BOOL holds a byte that is not 0 or 1", true},
      {"rank", bytes_of(one(f32 + R"("shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4])"), 4),
       "the tensor \"x\" has 9 dimensions; at most 8 can be read", true},
  };
}

TEST(Safetensors, WhatIsWrongIsRefused) {
  for (const Refused& each : refused()) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(error_of([&] { parse_safetensors(each.bytes); }), each.says);
  }
  EXPECT_EQ(error_of([] { safetensors_bytes({{{"__metadata__", Array(1)}}}); }),
            "a tensor can't be named __metadata__ in a safetensors file");
  EXPECT_EQ(error_of([] { safetensors_bytes({{{"\xff", Array(1)}}}); }),
            "the names and texts of a safetensors file must be UTF-8");
}

TEST(Safetensors, NoCutIsTaken) {
  const std::string bytes = safetensors_bytes({{{"x", Array({1, 2}, {2})}, {"y", Array(3)}}, {{"a", "b"}}});
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_NE(error_of([&] { parse_safetensors(std::string_view(bytes).substr(0, length)); }), "no error") << length;
}

TEST(Safetensors, AnswersTheReference) {
  const char* folder = std::getenv("SAFETENSORS_CASES");
  if (!folder) return;
  const std::filesystem::path cases = folder;
  const Tensors read = read_safetensors(cases / "reference.safetensors");
  write_safetensors(cases / "ours.safetensors", read.tensors, read.metadata);
  for (const Refused& each : refused())
    if (!each.only_ours) write_file(cases / ("refused_" + each.name + ".safetensors"), each.bytes);
}

}  // namespace
}  // namespace ansatz
