// Any bytes are a table, or one line of an error; what is read can be written and read again as the same texts.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include "ansatz/error.h"
#include "ansatz/table.h"

using namespace ansatz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Table table;
  try {
    table = parse_csv({reinterpret_cast<const char*>(data), size}, "x.csv", {.threads = 1});
  } catch (const Error& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) std::abort();
    return 0;
  }
  std::ostringstream once, twice;
  write_csv(once, table);
  try {
    write_csv(twice, parse_csv(once.view(), "y.csv", {.separator = ',', .threads = 1}));
  } catch (const Error&) {
    std::abort();
  }
  if (once.view() != twice.view()) std::abort();
  return 0;
}
