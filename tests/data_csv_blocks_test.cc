// Large files are read in blocks on several threads: the same tables, messages and texts as a plain reader's.
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "ansatz/error.h"
#include "ansatz/table.h"
#include "base/files.h"
#include "base/random.h"
#include "data/gzip.h"
#include "data/source.h"
#include "tests/error_of.h"

using namespace ansatz;

namespace {

using Texts = std::vector<std::string>;

/// A file that is removed at the end.
struct TemporaryFile {
  std::filesystem::path path;
  TemporaryFile(const std::string& name, const std::string& content)
      : path(std::filesystem::temp_directory_path() / (std::to_string(getpid()) + name)) {
    std::ofstream(path, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
};

std::string packed(const std::string& content) {
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

/// A file of random fields, quoted ones with separators and line ends among them, and what they hold.
struct Written {
  std::string content = "number,text,\"long \"\"name\"\"\"\n";
  std::vector<double> numbers;
  Texts texts, longs;
  std::vector<std::int64_t> lines;
};

Written written(std::size_t bytes, std::uint64_t seed) {
  Written file;
  std::int64_t line = 2;
  for (std::uint64_t row = 0; file.content.size() < bytes; ++row) {
    const auto words = random_words(seed, row, 0);
    file.numbers.push_back(static_cast<double>(static_cast<int>(words[0] % 20001) - 10000) / 8);
    file.texts.push_back("level " + std::to_string(words[1] % 7));
    std::string quoted, plain;
    for (std::uint32_t i = 0; i < words[2] % 12; ++i) {
      static const Texts pieces = {"a", "\n", "\"", ",", "1,2\n3", "é", "\r\n", "x,y,z\n4,5,6\n"};
      const std::string& piece = pieces[(words[3] >> (2 * i) & 31) % pieces.size()];
      plain += piece;
      quoted += piece == "\"" ? "\"\"" : piece;
    }
    file.longs.push_back(plain);
    file.lines.push_back(line);
    const std::string end = words[2] % 3 == 0 ? "\r\n" : "\n";
    const std::string record =
        std::to_string(file.numbers.back()) + "," + file.texts.back() + ",\"" + quoted + '"' + end;
    line += std::count(record.begin(), record.end(), '\n');
    file.content += record;
    if (words[2] % 50 == 7) file.content += "\n", ++line;
  }
  return file;
}

void expect_read(const Table& table, const Written& file) {
  ASSERT_EQ(table.rows(), static_cast<std::int64_t>(file.numbers.size()));
  EXPECT_EQ(table.column("number").numbers, Numbers(file.numbers));
  EXPECT_TRUE(table.texts("text") == file.texts);
  EXPECT_TRUE(table.texts("long \"name\"") == file.longs);
  for (std::int64_t row = 0; row < table.rows(); row += 1 + table.rows() / 50) {
    EXPECT_EQ(table.line_of(row), file.lines[static_cast<std::size_t>(row)]);
    EXPECT_EQ(parse_number(table.text(row, "number")), file.numbers[static_cast<std::size_t>(row)]);
  }
}

TEST(CsvBlocks, QuotedLineEndsAcrossBlocks) {
  const std::uint64_t seed = 3;
  SCOPED_TRACE(seed);
  const Written file = written(std::size_t{10} << 20, seed);  // beyond what is read at once
  const TemporaryFile on_disk("_blocks.csv", file.content);
  for (const int threads : {1, 2, 3}) expect_read(read_csv(on_disk.path, {.threads = threads}), file);
  expect_read(parse_csv(file.content), file);
  const TemporaryFile zipped("_blocks.csv.gz", packed(file.content));
  expect_read(read_csv(zipped.path), file);
}

TEST(CsvBlocks, WhatWasReadIsWritten) {
  const Written file = written(std::size_t{9} << 20, 4);
  const TemporaryFile on_disk("_written.csv", file.content);
  std::ostringstream out;
  const Table table = read_csv(on_disk.path);
  write_csv(out, table);
  const Table again = parse_csv(out.str());
  EXPECT_TRUE(again.texts("long \"name\"") == file.longs);
  EXPECT_TRUE(again.texts("number") == table.texts("number"));
  const Table some = table.select({table.rows() - 1, 0, 5});
  EXPECT_EQ(some.texts("text"), (Texts{file.texts.back(), file.texts[0], file.texts[5]}));
  EXPECT_EQ(some.line_of(0), file.lines.back());
}

TEST(CsvBlocks, MistakesInLaterBlocksHaveTheirLines) {
  std::string rows;
  std::int64_t lines = 1;
  while (rows.size() < (std::size_t{9} << 20)) rows += "1.5,\"two\nlines\",3\n", lines += 2;
  const auto refusal = [&](const std::string& end) {
    const TemporaryFile file("_wrong.csv", "a,b,c\n" + rows + end);
    const std::string error = error_of([&] { read_csv(file.path); });
    const std::string label = file.path.string();
    return error.substr(0, label.size()) == label ? error.substr(label.size()) : error;
  };
  const std::string at = ":" + std::to_string(lines + 1) + ": ";
  EXPECT_EQ(refusal("1,2\n" + rows), at + "2 fields, but the header has 3; there is none for \"c\"");
  EXPECT_EQ(refusal("1,2,3,4\n"), ":" + std::to_string(lines + 1) + ":7: 4 fields, but the header has 3");
  EXPECT_EQ(refusal("1,\"2,3\n"), at + "a quote is opened but never closed");
  EXPECT_EQ(refusal("1,caf\xE9,3\n"), at + "byte 0xE9 is no UTF-8 text; save the file as UTF-8");
  EXPECT_EQ(refusal(std::string("1,\0,3\n", 6)), " is a binary file, not a CSV table");
}

TEST(CsvBlocks, TextAmongNumbersIsFoundWhereItIs) {
  std::string content = "a,b\n";
  for (int i = 0; i < 2000000; ++i) content += i == 1999000 ? "1,x\n" : "1,2\n";
  EXPECT_EQ(parse_csv(content, "x.csv").notes,
            (Texts{"x.csv:1999002:3: \"b\" holds \"x\", which is no number; it counts as missing"}));
}

/// What gzip packed, given in pieces of a few bytes.
std::string unpacked(const std::string& content) {
  std::string result;
  std::size_t read = 0;
  const auto next = [&] {
    const std::string_view piece = std::string_view(content).substr(read, 1 + read % 13);
    read += piece.size();
    return piece;
  };
  gunzip(
      next, [&](std::string_view bytes) { result += bytes; }, "x.csv");
  return result;
}

TEST(CsvGzip, WhatIsLargeIsUnpackedIntoAFileAndWhatIsTooLargeIsRefused) {
  std::string content = "a,b\n";
  for (int i = 0; i < 300000; ++i) content += std::to_string(i) + ",some text\n";
  const std::string zipped = packed(content);
  EXPECT_EQ(unpacked(zipped), content);
  const std::shared_ptr<const Source> source = Source::of(zipped);
  for (const std::uint64_t memory : {std::uint64_t{1} << 16, std::uint64_t{1} << 30}) {
    const auto read = Source::unpacked(*source, "x.csv.gz", memory, std::uint64_t{1} << 30);
    EXPECT_EQ(read->in_memory(), memory > content.size());
    std::string buffer;
    EXPECT_EQ(read->bytes(0, read->size(), buffer), content);
    EXPECT_EQ(read->bytes(1000000, 1000100, buffer), content.substr(1000000, 100));
  }
  // A few kilobytes that hold sixteen megabytes of zeros.
  const std::string bomb = packed(std::string(std::size_t{16} << 20, '0'));
  EXPECT_LT(bomb.size(), 20000u);
  const std::string error = error_of(
      [&] { Source::unpacked(*Source::of(bomb), "bomb.csv.gz", std::uint64_t{1} << 20, std::uint64_t{8} << 20); });
  EXPECT_EQ(error.substr(0, error.find(" in /")), "bomb.csv.gz unpacks to more than 8 MB, half of what is free");
}

TEST(CsvGzip, SeveralMembersAndMistakes) {
  const std::string whole = packed("a,b\n1,2\n"), second = packed("3,4\n");
  const auto read = [](const std::string& bytes) {
    const TemporaryFile file(".gz", bytes);
    return read_csv(file.path);
  };
  const auto refusal = [&](const std::string& bytes) {
    const std::string error = error_of([&] { read(bytes); });
    return error.substr(std::min(error.size(), error.find(".gz") + 3));
  };
  EXPECT_EQ(read(whole + second).column("b").numbers, (std::vector<double>{2, 4}));
  EXPECT_EQ(read(whole + std::string(100, '\0')).rows(), 1);
  EXPECT_EQ(refusal(whole.substr(0, whole.size() - 3)), " is cut short: what gzip packed ends too early");
  EXPECT_EQ(refusal(whole.substr(0, 12)), " is cut short: what gzip packed ends too early");
  EXPECT_EQ(refusal(whole + "rest"), " holds something else behind what gzip packed; is it damaged?");
  std::string damaged = whole;
  damaged[damaged.size() - 6] ^= 1;
  EXPECT_EQ(refusal(damaged), " is damaged: incorrect data check");
  EXPECT_EQ(refusal("\x1F\x8B" + std::string("\xFF\xFF no header")), " is damaged: unknown compression method");
}

/// Whatever bytes there are: a table or one line, and the same for any number of threads.
TEST(CsvFuzz, RandomMutations) {
  const std::uint64_t seed = 17;
  SCOPED_TRACE(seed);
  const Texts seeds = {"a,b,c\n1,2,3\n\"x\n\"\"y\",,NA\n", "a;b\n1,5;2024-01-02\n1.234,5;x\n",
                       "\xEF\xBB\xBFname\tid\r\n\"q\"\t1e5\r\n", "a|b\n$1,234.50|14/03/2024\n", packed("a,b\n1,2\n")};
  const std::string letters = ",;\t|\"\n\r 0159.-+e$%\\?\xC3\xA9\xFF";
  const int trials = std::getenv("ANSATZ_FUZZ_TRIALS") ? std::atoi(std::getenv("ANSATZ_FUZZ_TRIALS")) : 3000;
  for (int trial = 0; trial < trials; ++trial) {
    auto words = random_words(seed, static_cast<std::uint64_t>(trial), 0);
    std::string content = seeds[words[0] % seeds.size()];
    for (std::uint32_t i = 0; i < 1 + words[1] % 6; ++i) {
      const auto more = random_words(seed, static_cast<std::uint64_t>(trial), 1 + i);
      const std::size_t at = more[0] % (content.size() + 1);
      const char letter = more[3] % 20 == 0 ? static_cast<char>(more[2]) : letters[more[2] % letters.size()];
      switch (more[1] % 4) {
        case 0: content.insert(at, 1, letter); break;
        case 1: content.erase(at, 1 + more[2] % 4); break;
        case 2: content.insert(at, content.substr(at, more[2] % 20)); break;
        default:
          if (at < content.size()) content[at] = letter;
      }
    }
    std::string first;
    for (const int threads : {1, 2}) {
      std::string told;
      try {
        const Table table = parse_csv(is_gzip(content) ? unpacked(content) : content, "x.csv", {.threads = threads});
        std::ostringstream out;
        write_csv(out, table);
        told = out.str();
        for (const Column& column : table.columns())
          ASSERT_EQ(table.texts(column.name).size(), static_cast<std::size_t>(table.rows()));
        for (const std::string& note : table.notes) told += note;
      } catch (const Error& error) {
        told = error.what();
        ASSERT_EQ(told.find('\n'), std::string::npos) << told;
      }
      if (threads == 1) first = told;
      ASSERT_EQ(told, first) << "trial " << trial;
    }
  }
}

}  // namespace
