#include "plan/fuse.h"

#include <algorithm>
#include <numeric>
#include <queue>

#include "ops/known.h"

namespace ansatz::plan {
namespace {

bool in_chain_type(DType type) { return type == DType::f32 || type == DType::boolean; }

class Fusion {
 public:
  explicit Fusion(const Graph& graph)
      : graph_(graph), unit_of_(graph.vertices.size(), -1), seen_(graph.vertices.size(), 0), floor_(graph.vertices.size()) {
    std::iota(floor_.begin(), floor_.end(), 0);
  }

  std::vector<Unit> run() {
    for (int v = 0; v < static_cast<int>(graph_.vertices.size()); ++v) {
      const Vertex& vertex = graph_.vertices[v];
      if (!vertex.operation || is_view(vertex)) continue;
      if (is_chainable(graph_, vertex))
        join(v);
      else
        start(v);
    }
    return ordered();
  }

 private:
  void start(int v) {
    unit_of_[v] = static_cast<int>(units_.size());
    Unit unit;
    (is_fast_matmul(graph_.vertices[v]) ? unit.matmul : unit.single) = v;
    units_.push_back(std::move(unit));
  }

  void join(int v) {
    const Vertex& vertex = graph_.vertices[v];
    Unit unit;
    unit.members = {v};
    std::vector<int> candidates;
    for (int input : vertex.inputs)
      if (const int u = unit_of_[input]; u >= 0 && units_[u].single < 0 &&
                                         graph_.vertices[input].type.shape == vertex.type.shape)
        candidates.push_back(u);
    // Single numbers cost their dispatch: those that do not wait for each other are computed together.
    const bool single = vertex.type.shape.size() == 1;
    if (single && last_single_ >= 0 && !units_[last_single_].members.empty() && units_[last_single_].matmul < 0 &&
        graph_.vertices[units_[last_single_].members[0]].type.shape == vertex.type.shape)
      candidates.push_back(last_single_);
    std::sort(candidates.rbegin(), candidates.rend());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    std::vector<int> merged;
    for (int u : candidates) {
      const Unit& other = units_[u];
      if (unit.matmul >= 0 && other.matmul >= 0) continue;
      if (unit.members.size() + other.members.size() > max_members) continue;
      Unit both = unit;
      both.members.insert(both.members.end(), other.members.begin(), other.members.end());
      std::sort(both.members.begin(), both.members.end());
      if (other.matmul >= 0) both.matmul = other.matmul;
      if (feeds_itself(both)) continue;
      unit = std::move(both);
      merged.push_back(u);
    }
    const int number = static_cast<int>(units_.size());
    for (int u : merged) units_[u] = {};
    for (int member : unit.members) unit_of_[member] = number;
    if (unit.matmul >= 0) unit_of_[unit.matmul] = number;
    const int low = unit.matmul >= 0 ? std::min(unit.matmul, unit.members[0]) : unit.members[0];
    for (int between = low + 1; between <= unit.members.back(); ++between)
      floor_[between] = std::min(floor_[between], low);
    units_.push_back(std::move(unit));
    if (single) last_single_ = number;
  }

  // Whether some input from outside of the unit depends on a member: then it could not run as one task.
  bool feeds_itself(const Unit& unit) {
    std::vector<int> members = unit.members;
    if (unit.matmul >= 0) members.push_back(unit.matmul);
    const int inside = ++stamp_, visited = ++stamp_;
    int lowest = members[0];
    for (int member : members) {
      seen_[member] = inside;
      lowest = std::min(lowest, member);
    }
    // Below a vertex that no unit spans, nothing leads up to the members again.
    int floor = lowest;
    while (floor_[floor] < floor) floor = floor_[floor];
    std::vector<int> pending;
    auto visit = [&](int v) {
      if (v >= floor && seen_[v] != visited && seen_[v] != inside) {
        seen_[v] = visited;
        pending.push_back(v);
      }
    };
    for (int member : members)
      for (int input : graph_.vertices[member].inputs) {
        if (member == unit.matmul && seen_[input] == inside) return true;  // the product runs before the chain
        visit(input);
      }
    while (!pending.empty()) {
      const int v = pending.back();
      pending.pop_back();
      for (int input : graph_.vertices[v].inputs) {
        if (seen_[input] == inside) return true;
        visit(input);
      }
      // Whoever needs one member of a unit needs the whole unit, and so all that the unit needs.
      if (const int u = unit_of_[v]; u >= 0) {
        for (int other : units_[u].members) visit(other);
        if (units_[u].matmul >= 0) visit(units_[u].matmul);
      }
    }
    return false;
  }

  std::vector<Unit> ordered() const {
    const int count = static_cast<int>(units_.size());
    std::vector<std::vector<int>> users(count);
    std::vector<int> waiting(count, 0), last(count, -1);
    // The units behind a vertex, through views.
    auto producers = [&](int v, auto&& self) -> std::vector<int> {
      if (unit_of_[v] >= 0) return {unit_of_[v]};
      std::vector<int> result;
      for (int input : graph_.vertices[v].inputs)
        for (int u : self(input, self)) result.push_back(u);
      return result;
    };
    for (int v = 0; v < static_cast<int>(graph_.vertices.size()); ++v) {
      const int unit = unit_of_[v];
      if (unit < 0) continue;
      last[unit] = v;
      for (int input : graph_.vertices[v].inputs)
        for (int producer : producers(input, producers))
          if (producer != unit) {
            users[producer].push_back(unit);
            ++waiting[unit];
          }
    }
    using Entry = std::pair<int, int>;  // last vertex, unit
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
    for (int u = 0; u < count; ++u)
      if (last[u] >= 0 && waiting[u] == 0) ready.push({last[u], u});
    std::vector<Unit> result;
    while (!ready.empty()) {
      const int unit = ready.top().second;
      ready.pop();
      result.push_back(units_[unit]);
      for (int user : users[unit])
        if (--waiting[user] == 0) ready.push({last[user], user});
    }
    return result;
  }

  static constexpr std::size_t max_members = 48;
  const Graph& graph_;
  std::vector<Unit> units_;
  std::vector<int> unit_of_, seen_;
  std::vector<int> floor_;  // the lowest member of the units that span a vertex: itself where none does
  int stamp_ = 0;
  int last_single_ = -1;  // the last unit of single numbers
};

}  // namespace

bool is_boolean_cast(const Graph& graph, const Vertex& v) {
  return v.operation == &cast_operation && v.type.dtype == DType::f32 &&
         graph.vertices[v.inputs[0]].type.dtype == DType::boolean;
}

bool is_chainable(const Graph& graph, const Vertex& v) {
  if (is_boolean_cast(graph, v)) return true;
  if (!is_elementwise(v) || !in_chain_type(v.type.dtype)) return false;
  for (int input : v.inputs)
    if (!in_chain_type(graph.vertices[input].type.dtype)) return false;
  return true;
}

bool is_fast_matmul(const Vertex& v) {
  return v.operation == &matmul_operation && v.type.dtype == DType::f32 && v.type.shape.size() > 0;
}

std::vector<Unit> fuse(const Graph& graph) { return Fusion(graph).run(); }

}  // namespace ansatz::plan
