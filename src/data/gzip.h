// Files that gzip packed (RFC 1952).
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace ansatz {

/// By its first two bytes.
bool is_gzip(std::string_view content);

/// Unpacks all members, one after the other, piece by piece: `next` gives packed bytes (none at the end), which stay valid
/// until it is called again, and `take` gets what they hold. Throws when the content is cut short or corrupt; `path` is the
/// name for messages.
void gunzip(const std::function<std::string_view()>& next, const std::function<void(std::string_view)>& take,
            const std::filesystem::path& path);

}  // namespace ansatz
