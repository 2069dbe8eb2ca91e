#include "pieces.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace demo {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t piece_bytes = 1024 * 1024;

std::vector<std::string> files_below(const std::vector<std::string>& folders) {
  std::vector<std::string> found;
  auto options = fs::directory_options::skip_permission_denied;
  std::error_code failed;
  for (const auto& folder : folders)
    for (auto i = fs::recursive_directory_iterator{folder, options, failed};
         !failed && i != fs::recursive_directory_iterator{}; i.increment(failed))
      if (i->symlink_status(failed).type() == fs::file_type::regular &&
          std::ifstream{i->path()}.good())
        found.push_back(i->path().string());
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace

data_set find_pieces(const std::vector<std::string>& folders) {
  data_set data;
  data.files = files_below(folders);
  for (std::size_t file = 0; file < data.files.size(); ++file) {
    std::uint64_t size = fs::file_size(data.files[file]);
    data.bytes += size;
    std::uint64_t offset = 0;
    do {
      auto bytes = static_cast<std::uint32_t>(std::min(piece_bytes, size - offset));
      auto key = data.files[file] + "#" + std::to_string(offset / piece_bytes);
      data.pieces.push_back({file, offset, bytes, std::move(key)});
      offset += bytes;
    } while (offset < size);
  }
  return data;
}

std::vector<std::byte> read_piece(const data_set& data, const piece& p) {
  std::vector<std::byte> bytes(p.bytes);
  std::ifstream in{data.files[p.file], std::ios::binary};
  in.seekg(static_cast<std::streamoff>(p.offset));
  in.read(reinterpret_cast<char*>(bytes.data()), p.bytes);
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

checksum::checksum() : state_(XXH3_createState()) {
  XXH3_64bits_reset(static_cast<XXH3_state_t*>(state_));
}
checksum::~checksum() { XXH3_freeState(static_cast<XXH3_state_t*>(state_)); }
void checksum::add(const std::vector<std::byte>& bytes) {
  XXH3_64bits_update(static_cast<XXH3_state_t*>(state_), bytes.data(), bytes.size());
}
std::uint64_t checksum::value() const {
  return XXH3_64bits_digest(static_cast<const XXH3_state_t*>(state_));
}

} // namespace demo
