#include "ansatz/schedule.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#include "schedules.inc"

std::vector<std::string> schedule_names() { return names_of(known()); }

ScheduleForm schedule(const std::string& text) {
  Settings settings("schedule", text);
  return find_named("schedule", known(), settings.name())(settings);
}

}  // namespace ansatz
