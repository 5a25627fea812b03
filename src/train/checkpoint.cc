#include "train/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ansatz/run.h"
#include "array/node.h"
#include "base/checksum.h"
#include "base/fail.h"
#include "base/files.h"
#include "cpu/isa.h"
#include "model/safetensors.h"

namespace ansatz {
namespace {

constexpr const char* kind_key = "ansatz.checkpoint";  // the number of the format
constexpr const char* format = "1";
constexpr const char* checksum_key = "ansatz.checksum";
constexpr const char* instructions_key = "ansatz.instructions";
constexpr const char* metric_key = "ansatz.metric";
constexpr const char* setting_prefix = "setting.";
const std::string blank(checksum_digits, '0');

// Where the checksum's digits stand: the file's checksum is that with zeros in their place. Within a text JSON writes
// quotes with a backslash, so this is found at the entry alone.
std::size_t place_of_checksum(std::string_view bytes) {
  const std::string entry = fmt::format("\"{}\":\"", checksum_key);
  const std::size_t found = bytes.find(entry);
  return found == std::string_view::npos ? found : found + entry.size();
}

bool undamaged(const std::string& bytes) {
  const std::size_t place = place_of_checksum(bytes);
  if (place == std::string::npos || place + checksum_digits > bytes.size()) return false;
  const std::string_view all = bytes;
  const Checksum sum = Checksum().add(all.substr(0, place)).add(blank).add(all.substr(place + checksum_digits));
  return all.substr(place, checksum_digits) == sum.text();
}

void add_all(NamedArrays& to, const std::string& prefix, const NamedArrays& from) {
  for (const auto& [name, array] : from) to.emplace(prefix + name, array);
}

// Takes out what begins with the prefix.
NamedArrays take_all(NamedArrays& from, const std::string& prefix) {
  NamedArrays taken;
  for (auto at = from.begin(); at != from.end();)
    if (at->first.starts_with(prefix)) {
      taken.emplace(at->first.substr(prefix.size()), at->second);
      at = from.erase(at);
    } else {
      ++at;
    }
  return taken;
}

template <class T> std::vector<T> take(NamedArrays& from, const std::string& name, std::size_t multiple_of) {
  const auto found = from.find(name);
  if (found == from.end()) fail("it has no tensor \"{}\"", name);
  const Array array = found->second;
  from.erase(found);
  if (array.dtype() != dtype_of<T> || static_cast<std::size_t>(array.size()) % multiple_of != 0)
    fail("its tensor \"{}\" is {} {}", name, name_of(array.dtype()), to_string(array.shape()));
  return to_vector<T>(array);
}

constexpr std::size_t history_columns = 4;  // training loss, validation, whether best, seconds

std::string bytes_of(const Checkpoint& checkpoint) {
  const Position& position = checkpoint.position;
  Tensors content;
  content.tensors = checkpoint.trainer;
  add_all(content.tensors, "best.parameter.", checkpoint.best.parameters);
  add_all(content.tensors, "best.state.", checkpoint.best.states);
  add_all(content.tensors, "minimiser.", checkpoint.minimiser);
  content.tensors.emplace("position",
                          Array(std::vector<std::int64_t>{position.epoch, position.batch, checkpoint.best.epoch}, {3}));
  content.tensors.emplace("measures",
                          Array(std::vector<double>{position.loss, position.seconds, checkpoint.best.validation}, {3}));
  std::vector<double> history;
  for (const Progress& each : position.history)
    history.insert(history.end(), {each.training_loss, each.validation, each.best ? 1.0 : 0.0, each.seconds});
  content.tensors.emplace("history",
                          Array(history, {static_cast<std::int64_t>(position.history.size()), history_columns}));

  content.metadata = {{kind_key, format},
                      {checksum_key, blank},
                      {"ansatz.version", ANSATZ_VERSION},
                      {instructions_key, cpu::isa_name(cpu::chosen_isa())}};
  if (!position.history.empty()) content.metadata[metric_key] = position.history[0].metric;
  for (const auto& [name, value] : checkpoint.settings) content.metadata[setting_prefix + name] = value;
  std::string bytes = safetensors_bytes(content);
  bytes.replace(place_of_checksum(bytes), checksum_digits, checksum(bytes));
  return bytes;
}

void check_settings(std::map<std::string, std::string> saved, const SettingList& present) {
  for (const auto& [name, value] : present) {
    const auto found = saved.find(name);
    if (found == saved.end()) fail("it was made without {} ({} here)", name, value);
    if (found->second != value && name == table_setting) fail("it was made from another table");
    if (found->second != value) fail("its {} is {}, here it is {}", name, found->second, value);
    saved.erase(found);
  }
  if (!saved.empty()) fail("it was made with {} ({})", saved.begin()->first, saved.begin()->second);
}

Checkpoint checkpoint_of(Tensors content, const SettingList& settings) {
  if (!content.metadata.contains(kind_key)) fail("it is a safetensors file, but not a checkpoint of a fit");
  if (content.metadata[kind_key] != format) fail("it was written by another version of Ansatz");
  std::map<std::string, std::string> saved;
  const std::string prefix = setting_prefix;
  for (const auto& [key, value] : content.metadata)
    if (key.starts_with(prefix)) saved.emplace(key.substr(prefix.size()), value);
  check_settings(saved, settings);

  Checkpoint checkpoint;
  checkpoint.settings = settings;
  NamedArrays& tensors = content.tensors;
  const auto position = take<std::int64_t>(tensors, "position", 3);
  const auto measures = take<double>(tensors, "measures", 3);
  const auto history = take<double>(tensors, "history", history_columns);
  if (position.size() != 3 || measures.size() != 3 || position[0] * history_columns != history.size() ||
      position[1] < 0)
    fail("its position and its history do not fit together");
  checkpoint.best.parameters = take_all(tensors, "best.parameter.");
  checkpoint.best.states = take_all(tensors, "best.state.");
  checkpoint.minimiser = take_all(tensors, "minimiser.");
  checkpoint.instructions = content.metadata[instructions_key];
  checkpoint.trainer = std::move(tensors);
  checkpoint.position.epoch = static_cast<int>(position[0]);
  checkpoint.position.batch = position[1];
  checkpoint.best.epoch = static_cast<int>(position[2]);
  checkpoint.position.loss = measures[0];
  checkpoint.position.seconds = measures[1];
  checkpoint.best.validation = measures[2];
  for (std::size_t i = 0; i < history.size(); i += history_columns) {
    Progress progress;
    progress.epoch = static_cast<int>(i / history_columns) + 1;
    progress.training_loss = history[i];
    progress.validation = history[i + 1];
    progress.metric = content.metadata[metric_key];
    progress.best = history[i + 2] != 0;
    progress.seconds = history[i + 3];
    checkpoint.position.history.push_back(progress);
  }
  return checkpoint;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  write_file(path, bytes_of(checkpoint));
}

Checkpoint read_checkpoint(const std::filesystem::path& path, const SettingList& settings) {
  const std::string bytes = read_file(path);
  try {
    Tensors content = parse_safetensors(bytes);
    if (content.metadata.contains(kind_key) && !undamaged(bytes))
      fail("it is damaged: it was changed since it was written");
    return checkpoint_of(std::move(content), settings);
  } catch (const Error& error) {
    fail("cannot go on from {}: {}", path.string(), error.what());
  }
}

}  // namespace ansatz
