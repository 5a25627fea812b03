#include "ansatz/scope.h"

#include "ansatz/operations.h"
#include "array/node.h"
#include "base/fail.h"
#include "base/memory.h"

namespace ansatz {
namespace {

// FNV-1a: the stream of random numbers that a path has, the same on every machine.
std::uint64_t stream_of(const std::string& path) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

// A network that can't be trained here is refused before its numbers are drawn: each needs its own four bytes, the
// gradient's, and two moments'.
void check_memory(Recording& recording, const Shape& shape, const std::string& path) {
  recording.declared_numbers += static_cast<double>(shape.size());
  const double needed = 16 * recording.declared_numbers;
  if (needed < 0x1p28) return;  // 256 MB: not worth asking
  if (const auto free = static_cast<double>(free_memory()); needed > free)
    fail(
        "the network is too large for this machine: with \"{}\" {} it has {:.2g} parameters, which need {:.1f} GB in "
        "training; {:.1f} GB are free",
        path, to_string(shape), recording.declared_numbers, needed / 1e9, free / 1e9);
}

}  // namespace

Scope::Scope(std::shared_ptr<Recording> recording, std::string path, bool shared)
    : recording_(std::move(recording)), path_(std::move(path)), shared_(shared) {}

std::string Scope::full(const std::string& name) const { return path_.empty() ? name : path_ + "." + name; }

// What is recorded from here on counts as this scope's, until another one is used.
const Scope& Scope::here() const {
  auto& places = recording_->places;
  if (places.empty() || places.back().second != path_) places.emplace_back(next_node_id(), path_);
  return *this;
}

Scope Scope::operator[](const std::string& name) const { return Scope(recording_, full(name), shared_).here(); }
Scope Scope::share(const std::string& name) const { return Scope(recording_, full(name), true).here(); }

Array Scope::parameter(const std::string& name, const Shape& shape, const Initializer& initializer) const {
  here();
  Recording& r = *recording_;
  const std::string path = full(name);
  const bool again = r.declared[path]++ > 0;
  if (again && !shared_)
    fail("the parameter \"{}\" is declared twice; give the layers different scopes, or share one: s.share(\"{}\")",
         path, path_.empty() ? name : path_);
  auto found = r.parameters.find(path);
  if (found == r.parameters.end()) {
    if (r.purpose != Recording::Purpose::initialize)
      fail("the parameter \"{}\" of shape {} has no numbers: it was not declared at initialisation", path,
           to_string(shape));
    check_memory(r, shape, path);
    found = r.parameters.emplace(path, initializer(shape, r.seed, stream_of(path))).first;
    found->second.node()->path = std::make_shared<const std::string>(path);
  }
  if (!again) r.order.push_back(path);
  if (!(found->second.shape() == shape))
    fail("the parameter \"{}\" has the shape {}, but {} is asked for", path, to_string(found->second.shape()),
         to_string(shape));
  return found->second;
}

Array Scope::state(const std::string& name, const Shape& shape, double initial) const {
  here();
  Recording& r = *recording_;
  const std::string path = full(name);
  if (auto updated = r.updates.find(path); updated != r.updates.end()) return updated->second;
  auto found = r.states.find(path);
  if (found == r.states.end()) {
    if (r.purpose != Recording::Purpose::initialize)
      fail("the state \"{}\" has no numbers: it was not declared at initialisation", path);
    found = r.states.emplace(path, Array(std::vector<float>(shape.size(), static_cast<float>(initial)), shape)).first;
  }
  if (!(found->second.shape() == shape))
    fail("the state \"{}\" has the shape {}, but {} is asked for", path, to_string(found->second.shape()),
         to_string(shape));
  return found->second;
}

void Scope::update(const std::string& name, const Array& value) const {
  const std::string path = full(name);
  const auto found = recording_->states.find(path);
  if (found == recording_->states.end()) fail("update: there is no state \"{}\"; declare it with s.state first", path);
  if (!(found->second.shape() == value.shape()))
    fail("update: the state \"{}\" has the shape {}, its new value {}", path, to_string(found->second.shape()),
         to_string(value.shape()));
  if (training()) recording_->updates.insert_or_assign(path, stop_gradient(value));
}

Array Scope::random() const {
  here();
  Recording& r = *recording_;
  const std::uint64_t stream = stream_of(path_ + "#" + std::to_string(r.random_calls[path_]++));
  const std::vector<std::int64_t> key = {static_cast<std::int64_t>(r.seed), static_cast<std::int64_t>(stream)};
  const std::vector<std::int64_t> moves = {0, 1};  // the step moves the stream
  return Array(key, {2}) + Array(moves, {2}) * r.step;
}

bool Scope::training() const { return recording_->purpose == Recording::Purpose::training; }

void Scope::loss(const std::string& name, const Array& value) const {
  recording_->losses.emplace_back(full(name), value);
}

}  // namespace ansatz
