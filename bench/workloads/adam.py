"""Adam's update of 10 million parameters, counted at 28 bytes a parameter, beside the triad loop, counted at 12 an element."""
from harness import Target, cpp, ours

NAME, UNIT, BETTER = "adam", "GB/s", "higher"
THREADS, REPEAT = (1, 2), 3

TARGETS = [Target(1, ["triad"], at_least=0.8), Target(2, ["triad"], at_least=0.8)]

CONTESTANTS = [ours("adam"), cpp("triad", "triad.cc", "-pthread")]
