#include "data/fingerprint.h"

#include "base/checksum.h"

namespace ansatz {

std::string fingerprint(const Table& table) {
  Checksum sum;
  // Lengths stand before texts, so that no two tables give the same bytes.
  const auto add = [&](std::string_view text) {
    const std::uint64_t length = text.size();
    sum.add({reinterpret_cast<const char*>(&length), sizeof length}).add(text);
  };
  for (const Column& column : table.columns()) {
    add(column.name);
    add(kind_name(column.kind));
    for (std::size_t row = 0; row < column.texts.size(); ++row) add(column.texts[row]);
    for (std::size_t row = 0; row < column.numbers.size(); ++row) {
      const double number = column.numbers[row];
      sum.add({reinterpret_cast<const char*>(&number), sizeof number});
    }
  }
  return sum.text();
}

}  // namespace ansatz
