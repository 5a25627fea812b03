#include "ansatz/schedule.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#define ANSATZ_NAMED(name, maker) ScheduleForm maker(Settings& settings);
#include "schedules.inc"
#undef ANSATZ_NAMED

namespace {

const std::map<std::string, ScheduleForm (*)(Settings&)>& known() {
  static const std::map<std::string, ScheduleForm (*)(Settings&)> schedules = {
#define ANSATZ_NAMED(name, maker) {#name, maker},
#include "schedules.inc"
#undef ANSATZ_NAMED
  };
  return schedules;
}

}  // namespace

std::vector<std::string> schedule_names() { return names_of(known()); }

ScheduleForm schedule(const std::string& text) {
  Settings settings("schedule", text);
  return find_named("schedule", known(), settings.name())(settings);
}

}  // namespace ansatz
