// A program outside of the tree that found the installed library: the slope of x² at 3 is 6.
#include <ansatz/array.h>
#include <ansatz/grad.h>
#include <ansatz/operations.h>
#include <ansatz/operators.h>
#include <ansatz/run.h>

#include <cstdio>

int main() {
  using namespace ansatz;
  const Array slope = grad([](Array x) { return sum(x * x); })(Array({3}, {1}));
  std::printf("%g\n", item(sum(slope)));
}
