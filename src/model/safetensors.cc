#include "model/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "ansatz/run.h"
#include "array/node.h"
#include "base/fail.h"
#include "base/files.h"

namespace ansatz {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian, and copied as they are");

using Json = nlohmann::json;

constexpr std::size_t length_bytes = 8;
// The reference implementation's limit, so that a damaged length costs nothing.
constexpr std::uint64_t largest_header = 100'000'000;
constexpr const char* metadata_key = "__metadata__";

const char* safetensors_name(DType type) {
  switch (type) {
    case DType::boolean: return "BOOL";
    case DType::u8: return "U8";
    case DType::i32: return "I32";
    case DType::i64: return "I64";
    case DType::bf16: return "BF16";
    case DType::f32: return "F32";
    case DType::f64: return "F64";
  }
  return "?";
}

// A tensor as the header has it.
struct Entry {
  std::string name;
  bool half = false;  // F16, which becomes f32
  Type type;
  std::uint64_t begin = 0, end = 0;
};

// The header as JSON; a key that stands twice is refused, since readers differ in which one they take.
Json parse_header(std::string_view text) {
  std::vector<std::set<std::string>> seen;
  const auto callback = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) seen.emplace_back();
    if (event == Json::parse_event_t::object_end) seen.pop_back();
    if (event == Json::parse_event_t::key && !seen.back().insert(value.get<std::string>()).second)
      fail("its header has \"{}\" twice", value.get<std::string>());
    return true;
  };
  try {
    Json header = Json::parse(text, callback);
    if (!header.is_object()) fail("its header is no JSON object");
    return header;
  } catch (const Json::exception&) {
    fail("its header is no JSON");
  }
}

DType dtype_of_name(const std::string& tensor, const std::string& name, bool& half) {
  half = name == "F16";
  if (half) return DType::f32;
  for (const DType type : {DType::boolean, DType::u8, DType::i32, DType::i64, DType::bf16, DType::f32, DType::f64})
    if (name == safetensors_name(type)) return type;
  fail("the tensor \"{}\" has the dtype {}; BOOL, U8, I32, I64, BF16, F16, F32 and F64 can be read", tensor, name);
}

std::uint64_t whole_number(const std::string& tensor, const char* key, const Json& value) {
  if (!value.is_number_unsigned()) fail("the tensor \"{}\" has {} that are no whole numbers from 0", tensor, key);
  return value.get<std::uint64_t>();
}

Entry entry_of(const std::string& name, const Json& value) {
  if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
      !value.contains("data_offsets") || !value["dtype"].is_string() || !value["shape"].is_array() ||
      !value["data_offsets"].is_array() || value["data_offsets"].size() != 2)
    fail("the tensor \"{}\" needs a dtype, a shape and two data_offsets, and nothing else", name);
  Entry entry;
  entry.name = name;
  entry.type.dtype = dtype_of_name(name, value["dtype"].get<std::string>(), entry.half);
  if (value["shape"].size() > Shape::max_rank)
    fail("the tensor \"{}\" has {} dimensions; at most {} can be read", name, value["shape"].size(), Shape::max_rank);
  // Products of extents are taken with care: they may not fit into 64 bits.
  std::uint64_t bytes = entry.half ? 2 : size_of(entry.type.dtype);
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  bool empty = false, overflow = false;
  for (const Json& item : value["shape"]) {
    const std::uint64_t extent = whole_number(name, "extents", item);
    if (extent > most) fail("the tensor \"{}\" is larger than any memory", name);
    entry.type.shape.push_back(static_cast<std::int64_t>(extent));
    empty = empty || extent == 0;
    overflow = overflow || (extent > 0 && bytes > most / extent);
    if (!overflow && extent > 0) bytes *= extent;
  }
  if (empty) bytes = 0;
  else if (overflow) fail("the tensor \"{}\" is larger than any memory", name);
  entry.begin = whole_number(name, "data_offsets", value["data_offsets"][0]);
  entry.end = whole_number(name, "data_offsets", value["data_offsets"][1]);
  if (entry.end < entry.begin || entry.end - entry.begin != bytes)
    fail("the tensor \"{}\" of shape {} has data_offsets {} to {}; it takes {} bytes", name, to_string(entry.type.shape),
         entry.begin, entry.end, bytes);
  return entry;
}

// IEEE half precision to float: exact.
float widened(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000u} << 16, exponent = (half >> 10) & 31, fraction = half & 1023;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (fraction << 13));
  if (exponent > 0) return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
  const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
  return sign ? -magnitude : magnitude;
}

Array read_tensor(const Entry& entry, const char* bytes) {
  const auto count = static_cast<std::size_t>(entry.type.shape.size());
  auto buffer = std::make_shared<Buffer>(count * size_of(entry.type.dtype));
  if (entry.half) {
    for (std::size_t i = 0; i < count; ++i) {
      std::uint16_t half;
      std::memcpy(&half, bytes + 2 * i, 2);
      reinterpret_cast<float*>(buffer->data())[i] = widened(half);
    }
  } else {
    if (entry.type.dtype == DType::boolean)
      for (std::size_t i = 0; i < count; ++i)
        if (static_cast<unsigned char>(bytes[i]) > 1) fail("the tensor \"{}\" of BOOL holds a byte that is not 0 or 1", entry.name);
    if (count > 0) std::memcpy(buffer->data(), bytes, buffer->bytes());
  }
  return leaf(std::move(buffer), entry.type);
}

}  // namespace

std::string safetensors_bytes(const Tensors& content) {
  // Wide elements first, so that each tensor is aligned to its element; then by name.
  std::vector<std::pair<std::string, Array>> order(content.tensors.begin(), content.tensors.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return size_of(a.second.dtype()) > size_of(b.second.dtype());
  });
  Json header = Json::object();
  if (!content.metadata.empty()) header[metadata_key] = content.metadata;
  std::size_t length = 0;
  for (auto& [name, array] : order) {
    if (name == metadata_key) fail("a tensor can't be named {} in a safetensors file", metadata_key);
    eval(array);
    const std::size_t bytes = static_cast<std::size_t>(array.size()) * size_of(array.dtype());
    header[name] = {{"dtype", safetensors_name(array.dtype())},
                    {"shape", std::vector<std::int64_t>(array.shape().begin(), array.shape().end())},
                    {"data_offsets", {length, length + bytes}}};
    length += bytes;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const Json::exception&) {
    fail("the names and texts of a safetensors file must be UTF-8");
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the tensors are aligned
  if (text.size() > largest_header) fail("the header of a safetensors file has at most {} bytes", largest_header);
  const std::uint64_t header_length = text.size();
  std::string bytes(length_bytes, '\0');
  std::memcpy(bytes.data(), &header_length, length_bytes);
  bytes.reserve(length_bytes + text.size() + length);
  bytes += text;
  for (const auto& [name, array] : order)
    bytes.append(reinterpret_cast<const char*>(array.node()->data->data()),
                 static_cast<std::size_t>(array.size()) * size_of(array.dtype()));
  return bytes;
}

Tensors parse_safetensors(std::string_view bytes) {
  std::uint64_t length = 0;
  if (bytes.size() < length_bytes) fail("it has {} bytes; a safetensors file has at least 8", bytes.size());
  std::memcpy(&length, bytes.data(), length_bytes);
  if (length > largest_header) fail("it is no safetensors file: its header would have {} bytes, at most {} are allowed", length, largest_header);
  if (length > bytes.size() - length_bytes)
    fail("it is cut off: its header has {} bytes, the file {}", length, bytes.size());
  const std::string_view text = bytes.substr(length_bytes, length), numbers = bytes.substr(length_bytes + length);
  if (text.empty() || text[0] != '{') fail("it is no safetensors file: its header does not begin with {{");
  const Json header = parse_header(text);

  Tensors content;
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name != metadata_key) {
      entries.push_back(entry_of(name, value));
      continue;
    }
    if (!value.is_object()) fail("its {} is no object of texts", metadata_key);
    for (const auto& [key, entry] : value.items()) {
      if (!entry.is_string()) fail("its {} is no text at \"{}\"", metadata_key, key);
      content.metadata[key] = entry.get<std::string>();
    }
  }
  // In the order of the file, each begins where the one before ended. Empty ones stand anywhere between.
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t at = 0;
  for (const Entry& entry : entries) {
    if (entry.begin > at) fail("{} bytes before the tensor \"{}\" belong to none", entry.begin - at, entry.name);
    if (entry.begin < at) fail("the tensor \"{}\" overlaps the one before", entry.name);
    at = entry.end;
    if (at > numbers.size())
      fail("it is cut off: the tensor \"{}\" ends at byte {} of {}", entry.name, at, numbers.size());
  }
  if (at < numbers.size()) fail("its tensors end at byte {} of {}", at, numbers.size());
  for (const Entry& entry : entries) content.tensors.emplace(entry.name, read_tensor(entry, numbers.data() + entry.begin));
  return content;
}

Tensors read_safetensors(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  try {
    return parse_safetensors(bytes);
  } catch (const Error& error) {
    fail("{}: {}", path.string(), error.what());
  }
}

void write_safetensors(const std::filesystem::path& path, const NamedArrays& tensors,
                       const std::map<std::string, std::string>& metadata) {
  write_file(path, safetensors_bytes({tensors, metadata}));
}

}  // namespace ansatz
