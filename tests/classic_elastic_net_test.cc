// The lasso and the elastic net against scikit-learn.
#include "ansatz/elastic_net.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/classic_columns.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

TEST(ElasticNet, PathsAgreeWithScikitLearn) {
  const Golden golden("regression");
  const GoldenColumns x(golden["sparse.x"]);
  const std::vector<double>& y = golden["sparse.y"].values;
  for (const std::string name : {"lasso", "elastic_net"}) {
    SCOPED_TRACE(name);
    const std::vector<double>& penalties = golden["sparse." + name + ".penalties"].values;
    const std::vector<double>& expected = golden["sparse." + name + ".path"].values;
    const std::vector<ElasticNetFit> path =
        elastic_net_path(x.named, y, {.l1_share = name == "lasso" ? 1 : 0.4, .tolerance = 1e-14});
    ASSERT_EQ(path.size(), 100u);
    int zeros = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
      EXPECT_TRUE(path[i].converged);
      EXPECT_NEAR(path[i].penalty / penalties[i], 1, 1e-12);
      for (std::size_t j = 0; j < 8; ++j)
        EXPECT_NEAR(path[i].coefficients[j], expected[8 * i + j], 1e-6) << i << " " << j;
      for (const double b : path[i].coefficients) zeros += b == 0;
    }
    EXPECT_GT(zeros, 100);
    const std::vector<double>& single = golden["sparse." + name + ".single"].values;
    const ElasticNetFit one = elastic_net_path(
        x.named, y, {.l1_share = name == "lasso" ? 1 : 0.4, .penalties = {0.3}, .tolerance = 1e-14})[0];
    EXPECT_NEAR(one.intercept, single[0], 1e-6);
    for (std::size_t j = 0; j < 8; ++j) EXPECT_NEAR(one.coefficients[j], single[j + 1], 1e-6);
  }
}

TEST(ElasticNet, TheSameForAnyNumberOfThreads) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> x(21, std::vector<double>(5000));
  std::vector<std::pair<std::string, std::span<const double>>> named;
  for (auto& column : x) {
    for (double& value : column) value = normal(random);
    named.emplace_back("x", column);
  }
  std::vector<double> y(5000);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = 2 * x[3][i] - x[17][i] + normal(random);
  const auto one = elastic_net_path(named, y, {.threads = 1}), three = elastic_net_path(named, y, {.threads = 3});
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].coefficients, three[i].coefficients);
  // The largest penalty is the least at which all are 0.
  EXPECT_EQ(one[0].coefficients, std::vector<double>(21, 0));
  EXPECT_NEAR(one.back().coefficients[3], 2, 0.05);
  EXPECT_NEAR(one.back().coefficients[17], -1, 0.05);
}

TEST(ElasticNet, Refuses) {
  const std::vector<double> x = {1, 2, 3}, y = {1, 2, NAN}, z = {1, 2, 3, 4};
  EXPECT_EQ(error_of([&] {
              elastic_net_path({{"x", x}}, x, {.l1_share = 0});
            }),
            "elastic net: l1_share is 0; it must be above 0 and at most 1");
  EXPECT_EQ(error_of([&] {
              elastic_net_path({{"x", x}}, x, {.penalties = {-1}});
            }),
            "elastic net: a penalty is -1; it must be at least 0");
  EXPECT_EQ(error_of([&] {
              elastic_net_path({{"x", x}}, y);
            }),
            "elastic net: the target is nan in row 3; every number must be finite");
  EXPECT_EQ(error_of([&] { elastic_net_path({{"z", z}}, x); }), "elastic net: \"z\" has 4 values and the target 3");
  EXPECT_EQ(error_of([&] {
              elastic_net({parse_csv("a,y\n1,b\n2,c\n3,b\n", "t.csv"), "y"});
            }),
            "t.csv: \"y\" is no column of numbers; the target of a regression must be numeric");
}

}  // namespace
}  // namespace ansatz
