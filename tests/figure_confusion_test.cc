// Confusion matrices as pictures, and names that are shortened to what tells them apart.
#include <gtest/gtest.h>

#include "ansatz/figure.h"
#include "ansatz/text.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

using Names = std::vector<std::string>;

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(ShortNames, TellTheirThingsApart) {
  const auto of = [](const Names& names, int most) { return short_names(names, most).names; };
  EXPECT_EQ(of({"setosa", "virginica"}, 10), (Names{"setosa", "virginica"}));
  EXPECT_EQ(of({"setosa", "virginica"}, 5), (Names{"seto…", "virg…"}));
  EXPECT_EQ(of({"digit 3", "digit 10"}, 5), (Names{"…3", "…10"}));
  EXPECT_EQ(of({"category3", "category7"}, 5), (Names{"…ory3", "…ory7"}));
  EXPECT_EQ(of({"größere", "größtes"}, 5), (Names{"…ßere", "…ßtes"}));
  EXPECT_EQ(of({"größer", "kleiner"}, 4), (Names{"grö…", "kle…"}));
  const ShortNames numbered = short_names({"abcdefgh1ijklmnop", "abcdefgh2ijklmnop"}, 5);
  EXPECT_TRUE(numbered.numbered);
  EXPECT_EQ(numbered.names, (Names{"1", "2"}));
  EXPECT_EQ(of({}, 5), Names{});
}

TEST(Confusion, PictureHasTheCountsAndTheNames) {
  const std::string svg = confusion_svg({{"cat", "d<g", "bird"}, {12, 3, 0, 0, 1200, 1, 0, 0, 7}}, "pets & co");
  for (const char* text :
       {">pets &amp; co</text>", ">cat</text>", ">d&lt;g</text>", ">12</text>", ">1,200</text>", ">3</text>"})
    EXPECT_NE(svg.find(text), std::string::npos) << text;
  EXPECT_EQ(count_of(svg, "class=\"hit\""), 3);
  EXPECT_EQ(count_of(svg, "class=\"miss\""), 2) << "no square for a count of 0";
  EXPECT_EQ(count_of(svg, ">truth</text>"), 1);
}

TEST(Confusion, ManyClassesHaveNoRoomForText) {
  ConfusionMatrix matrix;
  for (int i = 0; i < 100; ++i) matrix.classes.push_back("class " + std::to_string(i));
  matrix.counts.assign(10000, 1);
  const std::string svg = confusion_svg(matrix, "many");
  EXPECT_EQ(count_of(svg, "<rect class=\"hit\""), 100);
  EXPECT_EQ(count_of(svg, ">1</text>"), 0);
  EXPECT_EQ(error_of([] { confusion_svg({}, "none"); }), "a confusion matrix without classes can't be drawn");
}

}  // namespace
}  // namespace ansatz
