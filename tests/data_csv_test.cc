#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>

#include "ansatz/error.h"
#include "ansatz/table.h"
#include "base/files.h"
#include "base/random.h"
#include "tests/error_of.h"

using namespace ansatz;

namespace {

using Texts = std::vector<std::string>;

Table parse(std::string_view content, const CsvOptions& options = {}) { return parse_csv(content, "x.csv", options); }
std::string parse_error(std::string_view content, const CsvOptions& options = {}) {
  return error_of([&] { parse(content, options); });
}

std::string written(const Table& table) {
  std::ostringstream out;
  write_csv(out, table);
  return out.str();
}

TEST(Csv, FieldsQuotesAndLineEnds) {
  const Table table =
      parse("\xEF\xBB\xBF name ,\"a \"\"b\"\"\",c\r\n\"x, y\",\"two\r\nlines\", z \r\n\r\n\"\",5\" pipe,ä\n");
  EXPECT_EQ(table.names(), (Texts{"name", "a \"b\"", "c"}));
  EXPECT_EQ(table.texts("name"), (Texts{"x, y", ""}));
  EXPECT_EQ(table.texts("a \"b\""), (Texts{"two\r\nlines", "5\" pipe"}));
  EXPECT_EQ(table.texts("c"), (Texts{" z ", "ä"}));
  EXPECT_EQ(table.line_of(0), 2);
  EXPECT_EQ(table.line_of(1), 5);
  EXPECT_EQ(table.where(1, "c"), "x.csv:5:12");
}

TEST(Csv, Separators) {
  EXPECT_EQ(parse("a;b,c;d\n1;2;3\n").names(), (Texts{"a", "b,c", "d"}));
  EXPECT_EQ(parse("a\tb\n1\t2\n").column("b").numbers, (std::vector<double>{2}));
  EXPECT_EQ(parse("\"a;b;c\",d\n1,2\n").names(), (Texts{"a;b;c", "d"}));
  EXPECT_EQ(parse("a,b|c\n1,2|3\n", {.kinds = {}, .separator = '|'}).names(), (Texts{"a,b", "c"}));
}

TEST(Csv, OneColumnMayHoldEmptyLines) {
  const Table table = parse("a\n1\n\n3\n\n\n");
  EXPECT_EQ(table.texts("a"), (Texts{"1", "", "3"}));
  EXPECT_TRUE(std::isnan(table.column("a").numbers[1]));
}

TEST(Csv, AFileWithoutALastLineEnd) {
  EXPECT_EQ(parse("a,b\n1,").texts("b"), (Texts{""}));
  EXPECT_EQ(parse("a,b\r1,2\r3,4").column("b").numbers, (std::vector<double>{2, 4}));
}

TEST(Csv, KindsAreInferred) {
  std::string content = "number,some,date,class,name,nothing,level\n";
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    content += (i == 7 ? "N/A" : "1e" + std::to_string(i % 9)) + "," + (i == 3 ? "abc" : " -" + n + ".5 ") + "," +
               (i == 9 ? "?" : "2024-02-29T06:00:00Z") + "," + (i % 2 ? "yes" : "no") + ",name " + n + ",NULL," +
               std::to_string(i % 3) + "\n";
  }
  const Table table = parse(content);
  const auto kind = [&](const char* name) { return kind_name(table.column(name).kind); };
  EXPECT_EQ(kind("number"), "numeric");
  EXPECT_EQ(kind("some"), "numeric");
  EXPECT_EQ(kind("date"), "date");
  EXPECT_EQ(kind("class"), "categorical");
  EXPECT_EQ(kind("name"), "text");
  EXPECT_EQ(kind("nothing"), "categorical");
  EXPECT_EQ(kind("level"), "numeric");
  EXPECT_TRUE(std::isnan(table.column("number").numbers[7]));
  EXPECT_EQ(table.column("number").numbers[8], 1e8);
  EXPECT_TRUE(std::isnan(table.column("some").numbers[3]));
  EXPECT_EQ(table.column("some").numbers[4], -4.5);
  EXPECT_EQ(table.column("date").numbers[0], 19782.25);
  EXPECT_EQ(table.notes, (Texts{"x.csv:5:5: \"some\" holds \"abc\", which is no number; it counts as missing"}));
  EXPECT_EQ(
      kind_name(parse(content, {.kinds = {{"level", ColumnKind::categorical}}, .separator = 0}).column("level").kind),
      "categorical");
}

TEST(Csv, ManyStrayTextsAreCounted) {
  std::string content = "a\n";
  for (int i = 0; i < 200; ++i) content += i % 25 == 0 ? "x\n" : "1\n";
  const Table table = parse(content);
  ASSERT_EQ(table.notes.size(), 4u);
  EXPECT_EQ(table.notes[0], "x.csv:2:1: \"a\" holds \"x\", which is no number; it counts as missing");
  EXPECT_EQ(table.notes[3], "x.csv: 5 more values of \"a\" are no numbers; they count as missing");
}

TEST(Csv, ErrorsNameFileLineAndColumn) {
  EXPECT_EQ(parse_error(""), "x.csv is empty");
  EXPECT_EQ(parse_error("\n \r\n\n"), "x.csv is empty");
  EXPECT_EQ(parse_error("\xEF\xBB\xBF"), "x.csv is empty");
  EXPECT_EQ(parse_error("a,b\n"), "x.csv has a header but no rows");
  EXPECT_EQ(parse_error("a,b\n\n\n"), "x.csv has a header but no rows");
  EXPECT_EQ(parse_error("a,b,c\n1,2,3\n1,2\n"), "x.csv:3: 2 fields, but the header has 3; there is none for \"c\"");
  EXPECT_EQ(parse_error("a,b\n1\n"), "x.csv:2: 1 field, but the header has 2; there is none for \"b\"");
  EXPECT_EQ(parse_error("a,b,c,d\n1\n"),
            "x.csv:2: 1 field, but the header has 4; there is none for \"b\" and 2 more");
  EXPECT_EQ(parse_error("a,b\n\"1\n2\",3\n4,5,6\n"), "x.csv:4:5: 3 fields, but the header has 2");
  EXPECT_EQ(parse_error("a,b\n\"ä,x\",3,4,5\n"), "x.csv:2:9: 4 fields, but the header has 2");
  EXPECT_EQ(parse_error("a,b,a\n1,2,3\n"), "x.csv:1: columns 1 and 3 are both named \"a\"");
  EXPECT_EQ(parse_error("a,,c\n1,2,3\n"), "x.csv:1: column 2 has no name; the first line must name every column");
  EXPECT_EQ(parse_error("a,b\n1,2\n3,\"4\n5,6\n"), "x.csv:3: a quote is opened but never closed");
  EXPECT_EQ(parse_error(std::string_view("a,b\n\0,2\n", 8)), "x.csv is a binary file, not a CSV table");
  EXPECT_EQ(parse_error("\xFF\xFEhallo"), "x.csv is text in UTF-16; save it as UTF-8");
  EXPECT_EQ(parse_error("a,b\n1,caf\xE9\n"), "x.csv:2: byte 0xE9 is no UTF-8 text; save the file as UTF-8");
  EXPECT_EQ(parse_error("price,b\n1,2\n", {.kinds = {{"prise", ColumnKind::numeric}}, .separator = 0}),
            "unknown column \"prise\"; did you mean \"price\"?");
  EXPECT_EQ(error_of([] { read_csv("/no/such.csv"); }), "there is no file \"/no/such.csv\"");
  EXPECT_EQ(error_of([] { read_csv("/tmp"); }), "\"/tmp\" is a folder, not a file");
}

TEST(Csv, AHeaderOfNumbersIsNoted) {
  EXPECT_EQ(parse("1,2\n3,4\n").notes,
            (Texts{"x.csv:1: the first line holds numbers only; it was read as the columns' names"}));
}

TEST(Csv, TextIsWrittenAsItWasRead) {
  const std::string content = "a,\"b\"\"c\",d\n1.50,\"x, y\",\"two\nlines\"\n,\" z\",NA\n";
  EXPECT_EQ(written(parse(content)), content);
  const std::uint64_t seed = 11;
  SCOPED_TRACE(seed);
  const std::string letters = "a,\"\n\r; \t1.é";
  for (std::uint64_t trial = 0; trial < 300; ++trial) {
    std::vector<Column> columns;
    const auto dice = random_words(seed, trial, 0);
    const std::size_t width = 1 + dice[0] % 3, rows = 1 + dice[1] % 4;
    for (std::size_t i = 0; i < width; ++i) {
      Texts texts;
      for (std::size_t row = 0; row < rows; ++row) {
        const auto words = random_words(seed, trial, 1 + i * 10 + row);
        std::string text;
        for (std::uint32_t k = 0; k < words[0] % 4; ++k) {
          const std::size_t pick = words[1] >> (8 * k) & 0xFF;
          text += pick % 12 == 11 ? "é" : std::string(1, letters[pick % 12 % 10]);
        }
        texts.push_back(text);
      }
      columns.push_back(categorical_column("column " + std::to_string(i), texts));
    }
    const Table table(columns);
    const Table again = parse_csv(written(table));
    ASSERT_EQ(again.names(), table.names());
    for (const Column& column : columns)
      ASSERT_EQ(again.texts(column.name), table.texts(column.name)) << written(table);
  }
}

TEST(Csv, NumbersAreWrittenShortAndExact) {
  const Table table = Table({categorical_column("a", {"x", "y", "z"})})
                          .with(numeric_column("b", {0.1, 1.0 / 3, std::nan("")}))
                          .with(float_column("c", {0.1f, 215000.0f, 1e10f}));
  EXPECT_EQ(written(table), "a,b,c\nx,0.1,0.1\ny,0.3333333333333333,215000\nz,,10000000000\n");
}

TEST(Table, ChosenRowsKeepTheirLines) {
  const Table table = parse("a,b\n1,x\n2,y\n3,z\n").select({2, 0});
  EXPECT_EQ(table.texts("b"), (Texts{"z", "x"}));
  EXPECT_EQ(table.column("a").numbers, (std::vector<double>{3, 1}));
  EXPECT_EQ(table.where(0, "b"), "x.csv:4:3");
  EXPECT_EQ(table.without("a").names(), (Texts{"b"}));
  EXPECT_EQ(error_of([&] { table.select({2}); }), "row 2 is outside of a table with 2 rows");
  EXPECT_EQ(error_of([&] { table.column("c"); }), "unknown column \"c\"");
  EXPECT_EQ(error_of([&] { table.with(numeric_column("c", {1})); }), "the columns \"a\" and \"c\" have 2 and 1 rows");
  EXPECT_EQ(error_of([&] { table.with(numeric_column("a", {1, 2})); }), "two columns are named \"a\"");
}

TEST(Table, NearestNames) {
  const Texts names = {"lot_area", "living_area", "sale_price", "year_sold", "x"};
  EXPECT_EQ(nearest_name("sale_prise", names), "sale_price");
  EXPECT_EQ(nearest_name("SalePrice", names), "sale_price");
  EXPECT_EQ(nearest_name("price", names), "sale_price");
  EXPECT_EQ(nearest_name("sold_year", names), "");
  EXPECT_EQ(nearest_name("lto_area", names), "lot_area");
  EXPECT_EQ(nearest_name("y", names), "");
  EXPECT_EQ(nearest_name("", names), "");
}

TEST(Table, NumbersAndDates) {
  for (const char* text : {"1", " 1.0\t", "+1", "1e0", "1."}) EXPECT_EQ(parse_number(text), 1) << text;
  for (const char* text : {"", "a", "1 2", "1,5", "inf", "-Infinity", "nan", "1e39", "0x1", "+-1", "$5"})
    EXPECT_TRUE(std::isnan(parse_number(text))) << text;
  EXPECT_EQ(parse_date("1970-01-01"), 0);
  EXPECT_EQ(parse_date("2000-03-01"), 11017);
  EXPECT_EQ(parse_date("1969-12-31 12:00"), -0.5);
  EXPECT_EQ(parse_date("1970-01-02T01:00:00.5+01:00"), 1 + 0.5 / 86400);
  for (const char* text : {"2023-02-29", "2023-13-01", "2023-1-01", "01-02-2023", "2023-01-01x", "2023-01-01 25:00"})
    EXPECT_TRUE(std::isnan(parse_date(text))) << text;
  for (const char* text : {"", "  ", "NA", "n/a", "NaN", "null", "None", "?", "-"})
    EXPECT_TRUE(is_missing(text)) << text;
  for (const char* text : {"0", "no", "nano", "--x"}) EXPECT_FALSE(is_missing(text)) << text;
}

TEST(Csv, TheHouseSales) {
  const Table table = read_csv(std::filesystem::path(ANSATZ_SOURCE_DIR) / "data/house_prices.csv");
  EXPECT_EQ(table.rows(), 2930);
  EXPECT_EQ(table.columns().size(), 15u);
  int numeric = 0, categorical = 0;
  for (const Column& column : table.columns()) {
    numeric += column.kind == ColumnKind::numeric;
    categorical += column.kind == ColumnKind::categorical;
  }
  EXPECT_EQ(numeric, 10);
  EXPECT_EQ(categorical, 5);
  EXPECT_TRUE(table.notes.empty());
  EXPECT_EQ(written(table), read_file(table.path()));
}

}  // namespace
