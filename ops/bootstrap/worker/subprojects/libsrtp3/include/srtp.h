#ifndef BRYGGEN_SRTP_H
#define BRYGGEN_SRTP_H

/**
 * The libsrtp 3 calls that mediasoup's worker makes, over libsrtp 2: Debian has no package of version 3.
 *
 * libsrtp 2 works in place and on `int` lengths; libsrtp 3 reads one buffer, writes another and hides its policy. The
 * wrappers are C++ overloads of libsrtp 2's functions, so only the policy's type needs another name.
 */

#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>

// Error codes that libsrtp 2 does not have.
constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace bryggen
{
	// The longest key and salt of any profile (AES-256 in counter mode, RFC 6188).
	constexpr size_t SrtpMaxKeyLen{ SRTP_AES_ICM_256_KEY_LEN_WSALT };

	// `policy.key` points into the object: it is never copied.
	struct SrtpPolicy
	{
		srtp2_policy_t policy{};
		unsigned char key[SrtpMaxKeyLen]{};

		SrtpPolicy()                             = default;
		SrtpPolicy(const SrtpPolicy&)            = delete;
		SrtpPolicy& operator=(const SrtpPolicy&) = delete;
	};

	using SrtpInPlace = srtp_err_status_t (*)(srtp_t, void*, int*);

	/**
	 * Runs one of libsrtp 2's in-place calls on a copy of `in` in `out` (or on `in` itself where both are the same).
	 * `*outLen` is the room in `out`, then the length of what is in it; `trailer` is the most that the call adds.
	 */
	inline srtp_err_status_t SrtpOutOfPlace(
	  SrtpInPlace call, srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t trailer)
	{
		if (inLen + trailer > *outLen || inLen > static_cast<size_t>(std::numeric_limits<int>::max()) - trailer)
		{
			return srtp_err_status_buffer_small;
		}

		if (in != out)
		{
			std::memcpy(out, in, inLen);
		}

		int len                     = static_cast<int>(inLen);
		const srtp_err_status_t err = call(session, out, std::addressof(len));

		if (err == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(len);
		}

		return err;
	}
} // namespace bryggen

using srtp_policy_t = bryggen::SrtpPolicy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) bryggen::SrtpPolicy;

	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const srtp_err_status_t err = srtp_crypto_policy_set_from_profile_for_rtp(std::addressof(policy->policy.rtp), profile);

	if (err != srtp_err_status_ok)
	{
		return err;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(std::addressof(policy->policy.rtcp), profile);
}

/** One key, without an MKI: libsrtp 2 wants key and salt in one piece. */
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
	if (mkiLen != 0 || policy->policy.key || keyLen + saltLen > bryggen::SrtpMaxKeyLen)
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);
	policy->policy.key = policy->key;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t windowSize)
{
	policy->policy.window_size = windowSize;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	return srtp_create(session, static_cast<const srtp2_policy_t*>(std::addressof(policy->policy)));
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
	return bryggen::SrtpOutOfPlace(srtp_protect, session, rtp, rtpLen, srtp, srtpLen, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
	return bryggen::SrtpOutOfPlace(srtp_unprotect, session, srtp, srtpLen, rtp, rtpLen, 0);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
	// The trailer of SRTCP has the index word too (RFC 3711 section 3.4).
	return bryggen::SrtpOutOfPlace(
	  srtp_protect_rtcp, session, rtcp, rtcpLen, srtcp, srtcpLen, SRTP_MAX_TRAILER_LEN + sizeof(uint32_t));
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
	return bryggen::SrtpOutOfPlace(srtp_unprotect_rtcp, session, srtcp, srtcpLen, rtcp, rtcpLen, 0);
}

#endif
