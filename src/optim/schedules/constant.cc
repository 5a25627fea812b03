#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/settings.h"

namespace ansatz {

/// Factor 1. By name: "constant".
Schedule constant_rate() {
  return [](const Array&) { return Array(1.0f); };
}

ScheduleForm constant_schedule_from(Settings& settings) {
  settings.read_nothing();
  return {"constant", [](std::int64_t, std::int64_t) { return constant_rate(); }};
}

}  // namespace ansatz
