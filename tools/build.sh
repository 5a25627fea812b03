# Shared by ./ansatz and ./test: installing Debian packages, and building with one line of progress. Needs $root.

name=${0##*/}

say() { printf '%s\n' "$*" >&2; }
die() { printf '%s: %s\n' "$name" "$*" >&2; exit 2; }

# Progress on one line that the next one replaces; on something that is no terminal, only every tenth of the way.
if [[ -t 2 ]]; then clear_line=$'\r\e[K'; else clear_line=; fi

# install_packages LIST...: installs what is missing of the Debian packages that the files name, one a line.
install_packages() {
  local wanted missing=() package log=$root/build/install.log apt=(apt-get -qq -o DPkg::Lock::Timeout=300) admin=()
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0  # not Debian: CMake says what it lacks
  mapfile -t wanted < <(cat -- "$@")
  local installed
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "${wanted[@]}" 2>/dev/null || true) "
  for package in "${wanted[@]}"; do
    [[ $installed == *" installed:$package "* ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  if [[ ${ANSATZ_NO_INSTALL:-} == 1 ]]; then
    die "missing packages: ${missing[*]} (ANSATZ_NO_INSTALL=1 forbids installing them)"
  fi
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "missing packages; as root, run: apt-get install ${missing[*]}"
    admin=(sudo)
    [[ -t 0 ]] || sudo -n true 2>/dev/null || die "missing packages; run: sudo apt-get install ${missing[*]}"
  fi
  say "Installing with apt: ${missing[*]}"
  mkdir -p "$root/build" || die "cannot write to $root"
  # Lists may be old or absent; a source that does not answer need not be the one that matters.
  "${admin[@]}" "${apt[@]}" update >"$log" 2>&1 </dev/null || true
  if ! "${admin[@]}" env DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends "${missing[@]}" \
      >>"$log" 2>&1 </dev/null; then
    grep -E '^[EW]:' "$log" | tail -n 5 >&2
    die "apt-get could not install ${missing[*]} (all it said: build/install.log)"
  fi
}

# configure PRESET [OPTION...]: runs CMake; its words go to a log unless it fails.
configure() {
  local preset=$1 folder=$root/build/$1 log=$root/build/$1/configure.log
  shift
  # A folder that was configured at another place (a moved or copied clone) is configured from nothing.
  if [[ -f $folder/CMakeCache.txt ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    rm -rf -- "$folder/CMakeCache.txt" "$folder/CMakeFiles"
  fi
  mkdir -p "$folder" || die "cannot write to $root/build"
  say "Configuring build/$preset"
  if ! cmake -S "$root" --preset "$preset" "$@" >"$log" 2>&1 </dev/null; then
    rm -f -- "$folder/build.ninja"
    grep -A 4 -E 'CMake Error|Could not find|Could NOT find' "$log" | head -n 12 >&2
    die "CMake could not configure build/$preset (all it said: build/$preset/configure.log)"
  fi
}

# build PRESET TARGET...: builds; silent when there is nothing to do.
build() {
  local folder=$root/build/$1 line step= tenth shown=-1 status=1 output=()
  shift
  # Ninja names each step "[done/total] what"; anything else is a compiler's words.
  while IFS= read -r line; do
    if [[ $line == *"Re-checking globbed directories..." || $line == *"Re-running CMake..." ]]; then
      continue
    elif [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\  ]]; then
      step="${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
      if [[ -n $clear_line ]]; then
        printf '%sBuilding Ansatz: %s' "$clear_line" "$step" >&2
      else
        tenth=$((BASH_REMATCH[1] * 10 / BASH_REMATCH[2]))
        if ((tenth > shown)); then say "Building Ansatz: $step"; fi
        shown=$tenth
      fi
    elif [[ $line == "ninja: Entering"* || $line == "ninja: no work"* || $line == "ninja: build stopped"* ]]; then
      :
    elif [[ $line == "ninja-status "* ]]; then
      status=${line#ninja-status }
    else
      output+=("$line")
    fi
  done < <(
    cd "$folder" || exit 1
    set +e
    NINJA_STATUS='[%f/%t] ' ninja "$@" 2>&1 </dev/null
    echo "ninja-status $?"
  )
  [[ -z $clear_line || -z $step ]] || printf '%s' "$clear_line" >&2
  # Who runs the tests wants to see the compiler's warnings, too.
  if ((status != 0)) || [[ $name == test && ${#output[@]} -gt 0 ]]; then printf '%s\n' "${output[@]}" >&2; fi
  return "$status"
}
