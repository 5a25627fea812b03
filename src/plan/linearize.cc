#include "plan/linearize.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ansatz::plan {
namespace {

using Action = ChainStep::Action;

class Linearizer {
 public:
  Linearizer(const Graph& graph, const Unit& unit, const ChainSurroundings& surroundings, ChainTask& chain)
      : graph_(graph), unit_(unit), surroundings_(surroundings), chain_(chain) {
    for (int member : unit.members) members_.insert(member);
    for (int slot = max_chain_slots - 1; slot >= 0; --slot) free_slots_.push_back(slot);
  }

  void run() {
    const std::vector<int> order = depth_first();
    for (int v : order)
      for (int input : vertex(v).inputs) ++uses_[input];
    for (std::size_t i = 0; i < order.size(); ++i) {
      const int v = order[i];
      is_boolean_cast(graph_, vertex(v)) ? rename(v) : compute(v);
      live_ = v;
      if (surroundings_.is_output(v)) {
        const int operand = add(surroundings_.output(v));
        step({.action = Action::store, .operand = operand});
        if (!chain_.operands[operand].boolean) saved_[v] = operand;
      }
      const bool next_takes_it = i + 1 < order.size() && reads(order[i + 1], v);
      if (uses_[v] > (next_takes_it ? 1 : 0) && !saved_.count(v)) save(v);
    }
  }

 private:
  const Vertex& vertex(int v) const { return graph_.vertices[v]; }
  bool reads(int v, int input) const {
    const auto& inputs = vertex(v).inputs;
    return std::find(inputs.begin(), inputs.end(), input) != inputs.end();
  }

  // Inputs before users, each value near its use: from each last member, the deepest input first. What comes from the
  // product comes before all else, so that it need not go through memory.
  std::vector<int> depth_first() {
    std::unordered_map<int, int> height;
    std::unordered_set<int> behind_product;
    std::unordered_set<int> inner;  // members that other members read
    for (int v : unit_.members) {
      int h = 0;
      for (int input : vertex(v).inputs) {
        if (members_.count(input)) {
          h = std::max(h, height[input] + 1);
          inner.insert(input);
        }
        if (input == unit_.matmul || behind_product.count(input)) behind_product.insert(v);
      }
      height[v] = h;
    }
    std::vector<int> order;
    std::unordered_set<int> done;
    auto visit = [&](int v, auto&& self) -> void {
      if (!done.insert(v).second) return;
      std::vector<int> inputs;
      for (int input : vertex(v).inputs)
        if (members_.count(input)) inputs.push_back(input);
      // The first input last, so that it is the live value when the user comes; deeper ones before shallow ones.
      std::stable_sort(inputs.begin(), inputs.end(), [&](int a, int b) {
        const bool a_first = behind_product.count(a), b_first = behind_product.count(b);
        return a_first != b_first ? a_first : height[a] > height[b];
      });
      for (int input : inputs) self(input, self);
      order.push_back(v);
    };
    for (bool behind : {true, false})
      for (int v : unit_.members)
        if (!inner.count(v) && static_cast<bool>(behind_product.count(v)) == behind) visit(v, visit);
    return order;
  }

  void step(ChainStep s) { chain_.steps.push_back(s); }
  int add(const ChainOperand& operand) {
    for (std::size_t i = 0; i < chain_.operands.size(); ++i) {
      if (chain_.operands[i] == operand) return static_cast<int>(i);
    }
    chain_.operands.push_back(operand);
    return static_cast<int>(chain_.operands.size()) - 1;
  }

  // The operand that holds v in memory: its input, its output, or where it was saved.
  int operand_of(int v) {
    if (auto found = saved_.find(v); found != saved_.end()) return found->second;
    return add(surroundings_.input(v));
  }

  // A few slots are kept for operands that must be in one.
  void save(int v, std::size_t kept = 3) {
    ChainOperand place;
    if (free_slots_.size() <= kept) {
      place = surroundings_.overflow();
    } else {
      place.slot = free_slots_.back();
      free_slots_.pop_back();
    }
    saved_[v] = add(place);
    step({.action = Action::store, .operand = saved_[v]});
  }

  void load(int v) {
    step({.action = Action::load, .operand = operand_of(v)});
    live_ = v;
  }

  void use(int v) {
    if (--uses_[v] > 0) return;
    if (auto found = saved_.find(v); found != saved_.end())
      if (const int slot = chain_.operands[found->second].slot; slot >= 0) {
        free_slots_.push_back(slot);
        saved_.erase(found);
      }
  }

  void rename(int v) {
    const int input = vertex(v).inputs[0];
    if (live_ != input) load(input);
    use(input);
  }

  // A binary stage meets numbers in memory or in a slot; a ternary stage meets slots only.
  bool needs_slot(int v, std::size_t arity) {
    const ChainOperand& operand = chain_.operands[operand_of(v)];
    return operand.slot < 0 && (operand.boolean || arity == 3);
  }

  void compute(int v) {
    const Vertex& node = vertex(v);
    const auto& inputs = node.inputs;
    const int formula = node.operation->formula;
    if (inputs.size() == 1) {
      if (live_ != inputs[0]) load(inputs[0]);
      step({.action = Action::unary, .formula = formula});
      return use(inputs[0]);
    }
    // Who is live: the value at hand, else the product, else one that would need a slot otherwise, else the first.
    std::size_t position = inputs.size();
    for (std::size_t i = 0; i < inputs.size() && position == inputs.size(); ++i)
      if (inputs[i] == live_) position = i;
    const bool at_hand = position < inputs.size();
    for (std::size_t i = 0; i < inputs.size() && position == inputs.size(); ++i)
      if (inputs[i] == unit_.matmul && !saved_.count(inputs[i])) position = i;
    for (std::size_t i = 0; i < inputs.size() && position == inputs.size(); ++i)
      if (needs_slot(inputs[i], inputs.size())) position = i;
    if (position == inputs.size()) position = 0;
    const int live = inputs[position];
    bool moved = false;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (i == position || (inputs[i] == live && at_hand && !saved_.count(live))) continue;
      if (!needs_slot(inputs[i], inputs.size())) continue;
      if (at_hand && !moved && !in_memory(live)) save(live);
      moved = true;
      load(inputs[i]);
      move_to_slot(inputs[i]);
    }
    if (at_hand && !moved && std::count(inputs.begin(), inputs.end(), live) > 1 && !in_memory(live)) save(live);
    if (inputs.size() == 3 && std::count(inputs.begin(), inputs.end(), live) > 1 && !has_slot(live)) {
      if (live_ != live) load(live);
      move_to_slot(live);
    }
    if (live_ != live) load(live);
    std::vector<int> others;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (i != position) others.push_back(operand_of(inputs[i]));
    step({.action = inputs.size() == 2 ? Action::binary : Action::ternary,
          .formula = formula,
          .operand = others[0],
          .second_operand = inputs.size() == 3 ? others[1] : -1,
          .live_position = static_cast<int>(position)});
    for (int input : inputs) use(input);
  }

  bool in_memory(int v) const { return saved_.count(v) || !members_.count(v); }
  bool has_slot(int v) const {
    auto found = saved_.find(v);
    return found != saved_.end() && chain_.operands[found->second].slot >= 0;
  }
  // The live value goes to a slot even if memory holds it in another form.
  void move_to_slot(int v) {
    saved_.erase(v);
    save(v, 0);
  }

  const Graph& graph_;
  const Unit& unit_;
  const ChainSurroundings& surroundings_;
  ChainTask& chain_;
  std::unordered_set<int> members_;
  std::unordered_map<int, int> uses_;   // still to come
  std::unordered_map<int, int> saved_;  // vertex -> operand
  std::vector<int> free_slots_;
  int live_ = -1;
};

}  // namespace

void linearize(const Graph& graph, const Unit& unit, const ChainSurroundings& surroundings, ChainTask& chain) {
  Linearizer(graph, unit, surroundings, chain).run();
}

}  // namespace ansatz::plan
