/**
 * A monospaced bitmap font for the scene's labels, so that no machine needs fonts or GStreamer's pango plugin (Debian
 * keeps that one in a package with X11 dependencies). Drawn once from DejaVu Sans Mono at 16 px (free to embed): the
 * printable characters of Latin-1, each 10 x 20 pixels of 4 bit coverage, two pixels an octet, deflated.
 */
import { inflateSync } from 'node:zlib';

export const glyphWidth = 10;
export const glyphHeight = 20;

const glyphOctets = (glyphWidth * glyphHeight) / 2;
const replacement = '?'.charCodeAt(0);

/** Coverage 0 to 15 of one pixel of a character's glyph; a character outside Latin-1 is shown as a question mark. */
export function glyphCoverage(charCode: number, x: number, y: number): number {
  const index = glyphIndex(charCode) ?? glyphIndex(replacement) ?? 0;
  const pixel = y * glyphWidth + x;
  const octet = atlas[index * glyphOctets + (pixel >> 1)] ?? 0;
  return pixel % 2 === 0 ? octet >> 4 : octet & 15;
}

function glyphIndex(charCode: number): number | undefined {
  if (charCode >= 32 && charCode < 127) return charCode - 32;
  if (charCode >= 160 && charCode < 256) return charCode - 160 + 95;
  return undefined;
}

const atlas = inflateSync(
  Buffer.from(
    [
      'eNrFXH1wW9WVP+/p2/qwsE2g3hIpbYemJYm0M+0MKUmkndmZ7SSAxe4fzJSARP/YliHBgu0wu5TEKu3MsjQkj4/ZfmxjiwILLTgRoe2yEAezbA',
      'OF0CgUliRNsEgCiZ3Yir/txPbb37nSsy1Fdp5kPffO6Df369377r3nnHvOeccm+guk8bmgm+Eww1tzPaEzRS3nLwFDkjTojpElE/CTI7mZfKqq',
      'jlPAf4roDrmf6MfWNKFKTckDnghZ0yEv1SgPljP+P2qwoe9pMo1+ZwPZMihaB7nu9aNBInP7RS+6rEoAXEnbD78TjUgPqr+f/ey8yXEuTPT9hk',
      '+InqU/5XJBR2/4xiTRxsdzvxUP2XsjEm2sP0H0r/RbyuVQp3sZa7KdOF68pzw0fdBteHnr5CGiwLe76cOt1Bw59SjVnOyPBqWupOuD+oNxqXXy',
      'nwf179VHJaDayYFtoZAf8AKf/gjAMgCwM4E50oCatFYUDaKL6Jx7TAwwb1oa5gGwX/nNepVhu6Bq7Bg1hTUQxe1aF9FZPCYGuEx6Mg/Wx5/c4K',
      'f1xx4iwA/yxenW6qeC44mCNTKGH1kRw05qYB4D2MCl5FQWOGhITS+2EDVNaKA/NTHBvMbPMa04mVZCzMPtTD7DGgH7Ynmykk7zBn3CFJXQOcN1',
      'fQmSjtZ38762eDFDKOJOki/heepIreJ5qrtWEUXRILqIznTdVEL/KlZn/STtb2FmKge6VFX3JPLOczFy/m8D1kG0w8sj8NbtRs7M19A1kFq0D4',
      'PWsHjagT20Mpu7QM9h3YT4YO+9ZLuvoYcLuTl4eBQ9KsuIXEOUxwvFRM759w3HyNQ++YMyjtzFx7oVIJ8GOJ8E3NEwjKM1D+O0AYEIIIQXx9Gb',
      'ufMM6EtWVR0jK7PRLJiajJPl3qvEld3GJxCNaLDDX3PLknEy7UMX3enqrjeJ9gavz8nUmhTA/dO+PeTpqesgTz92yN1JtUxXtQnQVSgicQPdgC',
      '56kwd7EBPvBzjGe8BH6uDlLE1qJ7GPiUPIDT54t+CgMpZBG/t+CblT957XkcGAAkyn694lull9icyjdXu9rk4KxDxJqlU4F7eO1oHONuEx3Wnz',
      'ZIIsI6BdDNDi9SjUFGGIczGBhq4EutzMbx3gJW0l+aElOO4tExEjJVIl8qrcUaog25fgSFf3KdKmiTtp3Rkw/bozoAdRZMmj5LtUI+VvvzmKC0',
      'nr+VxXTN4LXJ59hjWR3XhnM4CLomF9uOxRN4AIpWfqj03LK2YGBwuK5lhep5NHtJskd1ojGpSVru76CJdIcI1SkyS5P+S9/czJB+ThxsHn7El5',
      '8HfOOJ0U8DwXv88NAT+62N/gZ1/8G17uvvnozDzF753F2bpbcSOEvoW9aVkCuXIAry+N0VmyDkHU1+A8mHFqlaYIOdNYsVW3LupUp17GM/Iuvz',
      'MN2ZQHeZ/fqaofcENrEHXuJMCZ5lynMy3tiOGx3+vfJuvBw17afsuaGHZYCgtB5WLSdKc0EEXH+dwhSGFqjayJ5R7TLRN7guRJLh8GUKsXAFki',
      '7nOAIqSUVhQN3IU7qz36ycuGfY7bWKwXAxqCJRu0Vt2sbULn5Aw1zgKeo2RD+aR7ddd+0FDwJn5nOSgOwJfQLohQ3KEqKLoVNLgV+wBAOhBcp+',
      'CxI37d54EdT5QErCMxdytDGfe56p3HSJ8D8o/pTD51lCWFDhihL5F5iAJ3rkiT5Y9ng1TGXn3+fcA+vyfpPIni7jB5nofi68kyjLznRV1IAdiH',
      'ANJxQd5MzzVDeuewDFUG5Yj6KJSETPQU7cpEf0U9mejt5sOZ6MrVD2eiX9l+fSb6pUl7Juo/w0CXgO69GmIqucDQ5QfsjAN+kgY8NgRQfs3QBD',
      '5X3C0AWxdAAsEptFu/4r5m6jGSu+v+TKz2MH/44rUQr0kfn4EAURQNoovoLB7TL0sgQG0DUlsMPOjpBLjSnEtxXSTfOodAWeg6lMJ1KJesQ2Wj',
      'QdgJ9G+XmcKtQsl3p8xnWY7v4DmiEUALcjAQ3GzJuFNXDXFrBwPU3xSWCjCPlHGfP02W0StayZUiKy4jVqxPMssdfJvdStsucKdmVgqhU4Nl46',
      '43cYPJOyef1j1FGwh9qHxZUpavT+yzDnAx1LDhaYFO7RWquN7UHIQhEIhjp8RQdj5V8yC1Ep2mIzCpWeVpZssnsB5XrvtRSHxHVzCvauhMrD+N',
      'vcsOo3Y20LfKFy0D0SunrOdD1+9envZt2PStpOee1dsSrjZLR8xxTs6GbWOU9VuGhR6mL8GQcR6CGgND7AAdJWq69QQO/WO8rjwp2AfXduARLK',
      'GjboQwcqv3mhQtVWAS2QbL2asTbrZdYES2e6nDhM0J3d2Z17mki1U4cwfoitWaECs4r7MfkR9eygzWBoI1Mem6TvDLYGnSOX5iMG+f62d1K8vo',
      'YsO2LLiskBd+FeFhEb6WnDMvENM8MTlNup00P43w2AjfjfDi5Pw5l/f6qOJYKofcAPNfhJO4+5u2vUGm09K7tDJOn1+oS83IxC75C8WV9/g1/y',
      'k9v5gvw7a9+Qm5Q5xykDZl1bBt2BsKuxWKht0Jags7Ti7JhqXWs1HdSrUtUwifdr1MtokvdJANmlQMdjHu8PMQ+ZxL5OpE62foV2mCXQECvvPa',
      'sNDbrAOaAS6sJlEnWnP9yvBZ+mfB5okWv3n0StUPTmjzQ/1ohrZC0VxO1JlH0Cr6VbqOr/btIblnWTs78n0xjOxSatl88DCv1gi3fPey1RH6Rt',
      '/+Mka9XQUDn8nzNNsukZzDXgdUmG7P7VV2nr0abchO71UzSU/X4y7b2DuPRmc7XwhDB98k28Vl7/H1EPWjrikICJUE/W/+6jQIZr1QWDcH8JVQ',
      'hhM56teA00HVX1A3PzRD1kl7ISzUN+fzIQ8XQ3NEHrYOIwelSr6IG0tWdwdh4bgOoU7u1rqQ84R+P8P5EqcyF4hLKceJm8uw1QpTYNf+3mDgvo',
      'nGZCB42NYZ8L9tS88JFc5hEF0VphunniLTeP0xqslQU5g/S8TZ25MQOVEnWkW/CpP9s649ZGfJChMzELGfh7SF7gjzX+REnWg9zf1YUs9AOXwe',
      'lscasmGoDDvCriQvRqFQLifqTNwq+vEVUwg6v299sy9Oobe/kKBQSvseITSSUMVDXpJu6HucpO4rbiWzuDAusiPvRsFhVx7n9hayPMGe8k29j5',
      'U5shDaDLXCRzFdLAahc1mFyG2tmD/mpFNBxWDBlqA8Vg/jYPPF5kpp1wdLJAkRHohYBmirVxqld4heZDET/TJox7NFYWU7XJ79UZT4kj78AgTd',
      '0Faod/0h/xl72vMPx52K8+Etq2L2A9fj/pjE+NI4na10DiyhKSZ1S2yJrIfybmcDQXj3XX+E4t567SAbIe3eVUruE0wlCSq2sxMn64tDcYbk/g',
      'Pv1dY6nLLvuzjvmg5cGmYh/s9qoroR9faJMg6HvYg8AqxK5nSsBoPKPJ6Ldfs2PonRvGvNXw5HsPbPDxzl4pFpYD0CFwneW8nncnWzuognxLNr',
      '+uab46MqQyl3u6L5vWi0EMQ7t/NGr5zSXvfMpf342dwolaXPffxsffLvlt19boEfuP4CqZRh/JbGnrkwmgpNaXs4D5aD2PLmu24NUzeKpiGAZV',
      'DLiTpq/he0in4zj10mPdrjJftwQyz3IUJ4n30aQFUbmVWcAfZiV8rncpJf67WPO/x047LnOE5pA+Vye1GHVkcFd1NLkBwDS/lbBxSR7V6pR8Ie',
      'tCz/hHzqLjVFZli9HPKVWogvQxcjlt+vMF2XhZA44NUEQ5Q/i7/2cYTM/Y0jZM3QLv7W0eSltsQWXGGTp/j7IWuhvF7hUzw4eVnlesdVA3kwOG',
      '2c+iU5fiNtDt/WmN1zaM+vvXR/J+TsagGiKBrs3EV0Li81i6XKH/CuQfy84v0v8JwFuZvGn8t3eV0dq/6y5LjNT+tiO72Wzxr/B/wAs0zkRF2u',
      'tSpJ+9BsKQSjUnVio2bOPDR136E9a82Z+ztDU5HVnWtXBlfvWWtN3X/bWvqw4jPfoRpPtvZeSKC760Gk/06/yeccvWGjpisj0q680IOWCXEHCG',
      'WZhfta0KXpT3yJc32LWo1Q29Ak39VWfilrmhUsLprZfuUAoJbJ2ALHt7FwW8fu6A8X8Taf3zaw9VNz0DZe3xWxHem9+6SNTZIZmMeBCKPGoY76',
      'vD6GAEMtg52BNjHQc5eHylJ1wnoWnlYwXAMCdE3Mt5aokNsPzwGhqkiBxl7YLq/Wf0o0SI/kQRS/2quFinWJz9/VTdagHdxxyvUS0R13vugn64',
      'A7KXKiTrTqviHELv10DgipIz9Wrtx27kfeF74n1An7O3wADwCeAZiTDwgPJ1+iD1Rjji4RCLmSWd7FYuBnPCWriSKQPjuP1692ijfcxP4EE5+s',
      '6Gpi5caE4whNPVmFdZROe6dhpviapk8J/97ucD7CUHjKTeNX3AV1tffx2YM4WLrSKzOGFBkQt7QO7yH9n6FzWI6DJddemzJyjptf/i3Rf97Tae',
      'QcRQquIXPYezHemoZ0Hhz8RVa4cjzbeY716cI5/rzwWDW2uvop5AOrPFgL+G+GYYB5oFbttGdq2dkEgKETp6gfuZ0EOEK1qv45FhSrZmHTn/+c',
      'Rs4WWIc2/t5LP9dKxsSRLY3N4kFj5jD1QYNa+bU3jJwj+rWhPBg3R6G8MiiOrEBeGTNHobwyZo5CWbIYMXeFsZw0E8uZVVMlYzlJi+WczxNaKH',
      'eNiSMrugeNiSMrvAcNmaPoHjRkjqJ70JA5iu7BRYjrK75NFLrOb+qWj3lpXTv0XcsUNpZz5h7Uidayx/TTDb3PvI9X64rZM9QWdqVM2URt0hXF',
      'Eh7xpHw//ATr+EUETHIB63D281LH6o7Szzb2PUZ+nbRrUKxaAe0aM0ch7RozRyFdLcZeLUasmtDvc6Cqh5GTWhIoOjMAR38+J7Uo+daCJ/S7x3',
      'rBg2N1R9jFsJXsmb96C/AL/pR8hKEtAmi84AVl35EE2DOAFSn7Z2qPLk4pFRtV9bilEj6Zas8hvsk5t8GKvM10yKh1CDH8EsTwsze9YeQcRWK4',
      'inMIT+WMEWKfdlIaso4iKjh+V29kecPUtdD336Ehlp2f2rtUdWRz8BVW9v9AtOWLU3/9T4193+1LVHyBlBWrZknm7Q8pO8fXKRGIWWiOVD+OzM',
      'LB2asiNOu/I1R7jlyo7H/AALxJft+odQjB+/WhPBgyRyl5VfU4shLyqtpzlJJXhsTDRf92OA/GzbHuie9hHSxLblkV59ieQZLHr3iB1cYmvwum',
      'R8zN8VecYz2xKSyXH39VKHerHkdWiq6qHkdWgq6qPUcpujIkHq7oHjRkjqJ7cBHi+vKbOKFB0Te0wobKUhjv93zKNFbf5XWkTdmIO3lNE9axH+',
      'v4lYJ1TGAdNl7H2k19T9EXK6Pd6seqXUq7VZ+jBO0aE3NXSFeLsVeGxKoVxZUaE5NauFfVWcf/A+GELY4=',
    ].join(''),
    'base64',
  ),
);
