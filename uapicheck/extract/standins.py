"""What stands in for headers that a compiler or a kernel tree would supply.

The freestanding headers of C99 4p6 are always there. The kernel's own basic
headers are supplied only to a single header file that was given without its tree.
Only what UAPI headers need of them is here; the definitions are facts of the ABI.
"""

from collections.abc import Mapping
from types import MappingProxyType

FREESTANDING: Mapping[str, str] = MappingProxyType(
    {
        "stddef.h": """
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)
""",
        "stdint.h": """
typedef __INT8_TYPE__ int8_t;
typedef __INT16_TYPE__ int16_t;
typedef __INT32_TYPE__ int32_t;
typedef __INT64_TYPE__ int64_t;
typedef __UINT8_TYPE__ uint8_t;
typedef __UINT16_TYPE__ uint16_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __PTRDIFF_TYPE__ intptr_t;
typedef __UINTPTR_TYPE__ uintptr_t;
""",
        "stdbool.h": """
#define bool _Bool
#define true 1
#define false 0
""",
        "limits.h": """
#define CHAR_BIT __CHAR_BIT__
#define SHRT_MAX __SHRT_MAX__
#define INT_MAX __INT_MAX__
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX (INT_MAX * 2U + 1U)
#define LONG_MAX __LONG_MAX__
#define LONG_MIN (-LONG_MAX - 1L)
#define ULONG_MAX (LONG_MAX * 2UL + 1UL)
#define LLONG_MAX __LONG_LONG_MAX__
#define ULLONG_MAX (LLONG_MAX * 2ULL + 1ULL)
""",
        "stdarg.h": "typedef __builtin_va_list va_list;\n",
    }
)

_IOCTL_ENCODING = """
#if defined(__powerpc__) || defined(__mips__) || defined(__sparc__) || defined(__alpha__)
#define _IOC_SIZEBITS 13
#define _IOC_DIRBITS 3
#define _IOC_NONE 1U
#define _IOC_READ 2U
#define _IOC_WRITE 4U
#else
#define _IOC_SIZEBITS 14
#define _IOC_DIRBITS 2
#define _IOC_NONE 0U
#ifdef __hppa__
#define _IOC_READ 1U
#define _IOC_WRITE 2U
#else
#define _IOC_READ 2U
#define _IOC_WRITE 1U
#endif
#endif
"""

_TYPES = """
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
#if defined(__LP64__) && (defined(__powerpc64__) || defined(__mips64) || defined(__alpha__) || defined(__ia64__))
typedef long __s64;
typedef unsigned long __u64;
#else
typedef long long __s64;
typedef unsigned long long __u64;
#endif
#ifdef __SIZEOF_INT128__
typedef __int128 __s128 __attribute__((aligned(16)));
typedef unsigned __int128 __u128 __attribute__((aligned(16)));
#endif
#define __bitwise
typedef __u16 __le16;
typedef __u16 __be16;
typedef __u32 __le32;
typedef __u32 __be32;
typedef __u64 __le64;
typedef __u64 __be64;
typedef __u16 __sum16;
typedef __u32 __wsum;
typedef unsigned int __poll_t;
#define __aligned_u64 __u64 __attribute__((aligned(8)))
#define __aligned_s64 __s64 __attribute__((aligned(8)))
#define __aligned_be64 __be64 __attribute__((aligned(8)))
#define __aligned_le64 __le64 __attribute__((aligned(8)))
typedef int __kernel_pid_t;
typedef unsigned int __kernel_uid32_t;
typedef unsigned int __kernel_gid32_t;
typedef long __kernel_long_t;
typedef unsigned long __kernel_ulong_t;
typedef __SIZE_TYPE__ __kernel_size_t;
typedef long __kernel_off_t;
typedef long long __kernel_loff_t;
typedef long long __kernel_time64_t;
typedef int __kernel_clockid_t;
typedef int __kernel_timer_t;
"""

KERNEL: Mapping[str, str] = MappingProxyType(
    {
        "linux/types.h": f"#ifndef _LINUX_TYPES_H\n#define _LINUX_TYPES_H\n#include <linux/stddef.h>\n{_TYPES}#endif\n",
        "asm/types.h": "#include <linux/types.h>\n",
        "linux/posix_types.h": "#include <linux/types.h>\n",
        "asm/posix_types.h": "#include <linux/types.h>\n",
        "linux/ioctl.h": f"""
#ifndef _LINUX_IOCTL_H
#define _LINUX_IOCTL_H
{_IOCTL_ENCODING}
#define _IOC_NRSHIFT 0
#define _IOC_TYPESHIFT 8
#define _IOC_SIZESHIFT 16
#define _IOC_DIRSHIFT (_IOC_SIZESHIFT + _IOC_SIZEBITS)
#define _IOC(d, t, n, s) \\
 (((d) << _IOC_DIRSHIFT) | ((t) << _IOC_TYPESHIFT) | ((n) << _IOC_NRSHIFT) | ((s) << _IOC_SIZESHIFT))
#define _IO(t, n) _IOC(_IOC_NONE, (t), (n), 0)
#define _IOR(t, n, a) _IOC(_IOC_READ, (t), (n), (sizeof(a)))
#define _IOW(t, n, a) _IOC(_IOC_WRITE, (t), (n), (sizeof(a)))
#define _IOWR(t, n, a) _IOC(_IOC_READ | _IOC_WRITE, (t), (n), (sizeof(a)))
#endif
""",
        "asm/ioctl.h": "#include <linux/ioctl.h>\n",
        "linux/const.h": """
#ifndef _LINUX_CONST_H
#define _LINUX_CONST_H
#define __AC(x, y) (x ## y)
#define _AC(x, y) __AC(x, y)
#define _AT(t, x) ((t)(x))
#define _UL(x) (_AC(x, UL))
#define _ULL(x) (_AC(x, ULL))
#define _BITUL(x) (_UL(1) << (x))
#define _BITULL(x) (_ULL(1) << (x))
#endif
""",
        "linux/bits.h": """
#ifndef _LINUX_BITS_H
#define _LINUX_BITS_H
#include <linux/const.h>
#define __BITS_PER_LONG (__CHAR_BIT__ * __SIZEOF_LONG__)
#define __GENMASK(h, l) (((~_UL(0)) - (_UL(1) << (l)) + 1) & (~_UL(0) >> (__BITS_PER_LONG - 1 - (h))))
#define __GENMASK_ULL(h, l) (((~_ULL(0)) - (_ULL(1) << (l)) + 1) & (~_ULL(0) >> (63 - (h))))
#endif
""",
        "linux/stddef.h": """
#ifndef _LINUX_STDDEF_H
#define _LINUX_STDDEF_H
#define __struct_group(TAG, NAME, ATTRS, MEMBERS...) \\
 union { struct { MEMBERS } ATTRS; struct TAG { MEMBERS } ATTRS NAME; } ATTRS
#define __DECLARE_FLEX_ARRAY(T, NAME) struct { struct { } __empty_ ## NAME; T NAME[]; }
#define __counted_by(m)
#define __counted_by_le(m)
#define __counted_by_be(m)
#define __counted_by_ptr(m)
#define __kernel_nonstring
#endif
""",
        "linux/compiler.h": "",
        "linux/compiler_types.h": "",
    }
)
