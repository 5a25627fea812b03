// Numbers and dates as people write them, and how a column's way of writing is found.
#include <gtest/gtest.h>

#include <cmath>

#include "ansatz/table.h"
#include "tests/error_of.h"

using namespace ansatz;

namespace {

using Texts = std::vector<std::string>;

Table parse(std::string_view content, const CsvOptions& options = {}) { return parse_csv(content, "x.csv", options); }

/// A table with one column of these values, quoted.
Table column_of(const Texts& values, const CsvOptions& options = {}) {
  std::string content = "a\n";
  for (const std::string& value : values) content += '"' + value + "\"\n";
  return parse(content, options);
}

TEST(Notation, DecimalCommas) {
  const Table table = parse("a;b\n1,5;x,y\n-2,25;1,5\n1.234.567,5;z\n 3 ;z\n");
  EXPECT_EQ(table.column("a").numbers, (std::vector<double>{1.5, -2.25, 1234567.5, 3}));
  EXPECT_EQ(table.column("b").kind, ColumnKind::categorical);
  EXPECT_EQ(table.notes, (Texts{"x.csv: \"a\" holds numbers with a decimal comma: 1,5 is 1.5"}));
  EXPECT_EQ(table.texts("a"), (Texts{"1,5", "-2,25", "1.234.567,5", " 3 "}));
}

TEST(Notation, GroupedDigitsAndSigns) {
  const Table table = column_of({"$1,234.50", "-$20", "$1,000,000", "0.5"});
  EXPECT_EQ(table.column("a").numbers, (std::vector<double>{1234.5, -20, 1000000, 0.5}));
  EXPECT_EQ(table.notes, (Texts{"x.csv: \"a\" holds numbers with grouped digits or a sign: $1,234.50 is 1234.5"}));
  EXPECT_EQ(column_of({"1.234,50 €", "12 €"}).column("a").numbers, (std::vector<double>{1234.5, 12}));
  EXPECT_EQ(column_of({"12 %", "3%"}).column("a").numbers, (std::vector<double>{12, 3}));
  EXPECT_EQ(column_of({"CHF 1'000.25", "CHF 7"}).column("a").numbers, (std::vector<double>{1000.25, 7}));
  EXPECT_EQ(column_of({"1 234 567", "8"}).column("a").numbers, (std::vector<double>{1234567, 8}));
}

TEST(Notation, WhatACommaMeansIsToldByTheColumnThenByTheSeparator) {
  EXPECT_EQ(column_of({"1,234", "5,678"}).column("a").numbers, (std::vector<double>{1234, 5678}));
  EXPECT_EQ(column_of({"1,234", "0,678"}).column("a").numbers, (std::vector<double>{float(1.234), float(0.678)}));
  EXPECT_EQ(parse("a;b\n1,234;1\n5,678;2\n").column("a").numbers, (std::vector<double>{float(1.234), float(5.678)}));
  // Points are decimal in a column that programs could read.
  EXPECT_EQ(column_of({"1.234", "5.678"}).column("a").numbers, (std::vector<double>{float(1.234), float(5.678)}));
  const CsvOptions known = {.notations = {{"a", Notation::decimal_comma}}};
  EXPECT_EQ(column_of({"1.234", "5.678"}, known).column("a").numbers, (std::vector<double>{1234, 5678}));
}

TEST(Notation, AWayOfWritingThatShowsLateIsFound) {
  Texts values(3000, "12");
  values[2990] = "1,5";
  const Table table = column_of(values);
  EXPECT_EQ(table.column("a").notation, Notation::decimal_comma);
  EXPECT_EQ(table.column("a").numbers[2990], 1.5);
  EXPECT_EQ(table.column("a").numbers[2989], 12);
}

TEST(Notation, AKindThatShowsLateIsFound) {
  Texts values(1200, "7");
  values.resize(2400, "seven");
  EXPECT_EQ(column_of(values).column("a").kind, ColumnKind::categorical);
  EXPECT_EQ(column_of(values).texts("a"), values);
  Texts dates(1200, "3/4/2020");  // ambiguous so far
  dates.push_back("3/14/2020");
  EXPECT_EQ(column_of(dates).column("a").notation, Notation::month_first);
  Texts mixed(1500, "x");
  mixed.resize(40000, "1.5");
  const Table table = column_of(mixed);
  EXPECT_EQ(table.column("a").kind, ColumnKind::numeric);
  EXPECT_EQ(table.column("a").unreadable.size(), 1500u);
}

TEST(Notation, Dates) {
  const double day = parse_date("2024-03-14");
  for (const char* text : {"2024-03-14", "2024/03/14", "20240314T00:00", "2024-03-14 00:00:00"})
    EXPECT_EQ(parse_value(text, Notation::iso_date), day) << text;
  for (const char* text : {"14.3.2024", "14.03.2024", "14/03/2024", "14-3-2024", "14.03.2024 00:00"})
    EXPECT_EQ(parse_value(text, Notation::day_first), day) << text;
  for (const char* text : {"3/14/2024", "03/14/2024", "03-14-2024"})
    EXPECT_EQ(parse_value(text, Notation::month_first), day) << text;
  for (const char* text : {"20240314", "14.3.24", "32.1.2024", "1.13.2024", "14.3/2024", "14.3.", "2024-03", "1.2.3.4"})
    for (const Notation notation : {Notation::iso_date, Notation::day_first, Notation::month_first})
      EXPECT_TRUE(std::isnan(parse_value(text, notation))) << text;
}

TEST(Notation, DaysAndMonthsAreToldApartByTheColumn) {
  EXPECT_EQ(column_of({"1/2/2024", "14/2/2024"}).column("a").notation, Notation::day_first);
  EXPECT_EQ(column_of({"1/2/2024", "2/14/2024"}).column("a").notation, Notation::month_first);
  EXPECT_EQ(column_of({"1.2.2024", "3.2.2024"}).column("a").notation, Notation::day_first);
  const Table table = column_of({"1/2/2024", "3/2/2024"});
  EXPECT_EQ(table.column("a").kind, ColumnKind::categorical);
  EXPECT_EQ(table.notes,
            (Texts{"x.csv: \"a\" looks like dates, but days and months can't be told apart, it was read as "
                   "text; write 2026-11-24"}));
  EXPECT_EQ(column_of({"1.2.2024", "13.2.2024 06:00"}).notes,
            (Texts{"x.csv: \"a\" holds dates with the day first: 1.2.2024 is 2024-02-01"}));
}

TEST(Notation, SpellingsOfMissing) {
  for (const char* text :
       {"",       " ",    "NA",  "n/a", "N.A.", "#N/A", "#NA", "<NA>", "NaN",     "-nan",    "NaT",  "null",
        "(null)", "None", "nil", "\\N", "?",    "-",    "--",  ".",    "#VALUE!", "#DIV/0!", "#REF!"})
    EXPECT_TRUE(is_missing(text)) << text;
  for (const char* text : {"0", "no", "nano", "--x", "-1", ".5", "#1", "n", "N", "none of these"})
    EXPECT_FALSE(is_missing(text)) << text;
}

TEST(Notation, NumbersThatOnlyDoubleTellsApart) {
  EXPECT_FALSE(column_of({"0.1", "0.2"}).column("a").numbers.is_double());
  EXPECT_TRUE(column_of({"1700000000", "1700000001"}).column("a").numbers.is_double());
  EXPECT_TRUE(column_of({"100000.001", "100000.002"}).column("a").numbers.is_double());
  Texts late(200000, "1");  // more than one block
  late.back() = "16777217";
  EXPECT_EQ(column_of(late).column("a").numbers[199999], 16777217);
  EXPECT_TRUE(column_of({"2024-01-01 12:00", "2024-01-02"}).column("a").numbers.is_double());
  EXPECT_FALSE(column_of({"2024-01-01", "2024-01-02"}).column("a").numbers.is_double());
}

}  // namespace
