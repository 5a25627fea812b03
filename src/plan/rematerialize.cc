#include "plan/rematerialize.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace ansatz::plan {
namespace {

constexpr std::size_t most_operations = 3;

bool is_cheap(const Graph& graph, const Vertex& v) {
  static constexpr std::array<std::string_view, 19> names = {
      "abs",   "add",      "equal",       "gate",       "greater",  "greater_equal", "less",     "less_equal", "logical_and", "logical_not",
      "logical_or", "maximum", "minimum", "multiply", "negative",      "not_equal", "square",      "subtract",    "relu"};
  return is_boolean_cast(graph, v) ||
         (is_elementwise(v) && std::find(names.begin(), names.end(), std::string_view(v.operation->name)) != names.end());
}

class Rematerializer {
 public:
  Rematerializer(Graph& graph, std::vector<Unit>& units) : graph_(graph), units_(units) {}

  void run() {
    unit_of_.assign(graph_.vertices.size(), -1);
    chained_.assign(graph_.vertices.size(), false);
    for (std::size_t u = 0; u < units_.size(); ++u) {
      for (int member : units_[u].members) {
        unit_of_[member] = static_cast<int>(u);
        chained_[member] = true;
      }
      for (int other : {units_[u].matmul, units_[u].single})
        if (other >= 0) unit_of_[other] = static_cast<int>(u);
    }
    users_.resize(graph_.vertices.size());
    for (std::size_t i = 0; i < graph_.vertices.size(); ++i) add_user(static_cast<int>(i));
    for (std::size_t u = 0; u < units_.size(); ++u) {
      const std::vector<int> members = units_[u].members;
      for (auto member = members.rbegin(); member != members.rend(); ++member) consider(*member, static_cast<int>(u));
    }
    for (Unit& unit : units_) drop_unread(unit);
  }

 private:
  bool is_result(int v) const {
    return std::find(graph_.outputs.begin(), graph_.outputs.end(), v) != graph_.outputs.end();
  }
  void add_user(int user) {
    for (int input : graph_.vertices[user].inputs) users_[input].push_back(user);
  }
  bool stored(int v, int unit) const {
    if (is_result(v)) return true;
    for (int user : users_[v])
      if (unit_of_[user] != unit) return true;
    return false;
  }

  // The operations of the unit that give v from what is in memory; false when they are too many or too dear.
  bool collect(int v, int unit, std::vector<int>& operations) const {
    if (!is_cheap(graph_, graph_.vertices[v]) || operations.size() == most_operations) return false;
    operations.push_back(v);
    for (int input : graph_.vertices[v].inputs) {
      const bool inside = unit_of_[input] == unit && chained_[input];
      if (inside && !stored(input, unit) &&
          std::find(operations.begin(), operations.end(), input) == operations.end() && !collect(input, unit, operations))
        return false;
      if (!inside && unit_of_[input] == unit) return false;  // the product of the unit: memory that is soon used again
    }
    return true;
  }

  void consider(int v, int unit) {
    if (is_result(v)) return;
    std::vector<int> readers;
    for (int user : users_[v])
      if (unit_of_[user] != unit) {
        // It must be in memory for somebody who is no chain, or who repeats it along a dimension.
        if (!chained_[user] || !(graph_.vertices[user].type.shape == graph_.vertices[v].type.shape)) return;
        readers.push_back(user);
      }
    if (readers.empty()) return;
    std::vector<int> operations;
    if (!collect(v, unit, operations)) return;
    std::sort(operations.begin(), operations.end());
    std::map<int, std::map<int, int>> copies;  // by unit, from the original
    for (int reader : readers) {
      auto& copy = copies[unit_of_[reader]];
      if (copy.empty())
        for (int operation : operations) {
          Vertex clone = graph_.vertices[operation];
          for (int& input : clone.inputs)
            if (auto found = copy.find(input); found != copy.end()) input = found->second;
          copy[operation] = static_cast<int>(graph_.vertices.size());
          graph_.vertices.push_back(std::move(clone));
          unit_of_.push_back(unit_of_[reader]);
          chained_.push_back(true);
          users_.emplace_back();
          add_user(copy[operation]);
          units_[unit_of_[reader]].members.push_back(copy[operation]);
        }
      for (int& input : graph_.vertices[reader].inputs)
        if (input == v) {
          input = copy[v];
          users_[copy[v]].push_back(reader);
          users_[v].erase(std::find(users_[v].begin(), users_[v].end(), reader));
        }
    }
  }

  void drop_unread(Unit& unit) {
    for (std::size_t i = unit.members.size(); i-- > 0;) {
      const int member = unit.members[i];
      if (is_result(member) || !users_[member].empty()) continue;
      for (int input : graph_.vertices[member].inputs)
        users_[input].erase(std::find(users_[input].begin(), users_[input].end(), member));
      graph_.vertices[member].inputs.clear();
      unit.members.erase(unit.members.begin() + static_cast<std::ptrdiff_t>(i));
      i = unit.members.size();  // its inputs may be unread now
    }
  }

  Graph& graph_;
  std::vector<Unit>& units_;
  std::vector<int> unit_of_;
  std::vector<bool> chained_;
  std::vector<std::vector<int>> users_;  // one entry for each use
};

}  // namespace

void rematerialize(Graph& graph, std::vector<Unit>& units) { Rematerializer(graph, units).run(); }

}  // namespace ansatz::plan
