// Plans by the structure of their graph, the least recently used forgotten first.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "cpu/program.h"

namespace ansatz {

class PlanCache {
 public:
  explicit PlanCache(std::size_t capacity) : capacity_(capacity) {}

  /// A program that nobody else runs at the moment.
  struct Entry {
    std::mutex running;
    std::unique_ptr<cpu::Program> program;
  };

  /// The entry for the key; its program is null when it is new.
  std::shared_ptr<Entry> find(const std::string& key) {
    std::lock_guard lock(mutex_);
    if (auto found = places_.find(key); found != places_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return entries_.front().second;
    }
    entries_.emplace_front(key, std::make_shared<Entry>());
    places_[key] = entries_.begin();
    if (entries_.size() > capacity_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
    }
    return entries_.front().second;
  }

 private:
  std::size_t capacity_;
  std::mutex mutex_;
  std::list<std::pair<std::string, std::shared_ptr<Entry>>> entries_;
  std::unordered_map<std::string, decltype(entries_)::iterator> places_;
};

}  // namespace ansatz
