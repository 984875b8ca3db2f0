#ifndef BRYGGEN_ANKERL_UNORDERED_DENSE_H
#define BRYGGEN_ANKERL_UNORDERED_DENSE_H

/**
 * The part of ankerl::unordered_dense that mediasoup's worker uses, over the standard containers: Debian has no package
 * of it. Same meaning; only the memory layout and the speed of iteration differ.
 */

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename T>
	struct hash
	{
		uint64_t operator()(const T& value) const noexcept
		{
			return std::hash<T>{}(value);
		}
	};

	template<typename Key, typename Value, typename Hash = std::hash<Key>, typename KeyEqual = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, KeyEqual>;

	template<typename Key, typename Hash = std::hash<Key>, typename KeyEqual = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, KeyEqual>;
} // namespace ankerl::unordered_dense

#endif
