/*
 * registers.h of make demo as i386 has it.
 *
 * Written by uapicheck from facts alone: names, values, types and layouts.
 * It is not the text of the original, and other targets have other facts.
 */

#ifndef DEMO_REGISTERS_H
#define DEMO_REGISTERS_H

/* linux/types.h */

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __le16;
typedef __u16 __be16;
typedef __u32 __le32;
typedef __u32 __be32;
typedef __u64 __le64;
typedef __u64 __be64;
typedef __u16 __sum16;
typedef __u32 __wsum;
typedef unsigned int __poll_t;
typedef int __kernel_pid_t;
typedef unsigned int __kernel_uid32_t;
typedef unsigned int __kernel_gid32_t;
typedef long __kernel_long_t;
typedef unsigned long __kernel_ulong_t;
typedef unsigned int __kernel_size_t;
typedef long __kernel_off_t;
typedef long long __kernel_loff_t;
typedef long long __kernel_time64_t;
typedef int __kernel_clockid_t;
typedef int __kernel_timer_t;

/* registers.h */

struct demo_line {
	__u64 owner;
	__u32 line;
	__u32 level;
};

/* linux/ioctl.h */

#define _LINUX_IOCTL_H
#define _IOC_SIZEBITS		14
#define _IOC_DIRBITS		2
#define _IOC_NONE		0U
#define _IOC_READ		2U
#define _IOC_WRITE		1U
#define _IOC_NRSHIFT		0
#define _IOC_TYPESHIFT		8
#define _IOC_SIZESHIFT		16
#define _IOC_DIRSHIFT		30
#define _IOC(d, t, n, s)	(((d) << _IOC_DIRSHIFT) | ((t) << _IOC_TYPESHIFT) | ((n) << _IOC_NRSHIFT) | ((s) << _IOC_SIZESHIFT))
#define _IO(t, n)		_IOC(_IOC_NONE, (t), (n), 0)
#define _IOR(t, n, a)		_IOC(_IOC_READ, (t), (n), (sizeof(a)))
#define _IOW(t, n, a)		_IOC(_IOC_WRITE, (t), (n), (sizeof(a)))
#define _IOWR(t, n, a)		_IOC(_IOC_READ | _IOC_WRITE, (t), (n), (sizeof(a)))

/* linux/types.h */

#define _LINUX_TYPES_H
#define __bitwise
#define __aligned_u64	__u64 __attribute__((aligned(8)))
#define __aligned_s64	__s64 __attribute__((aligned(8)))
#define __aligned_be64	__be64 __attribute__((aligned(8)))
#define __aligned_le64	__le64 __attribute__((aligned(8)))

/* linux/stddef.h */

#define _LINUX_STDDEF_H
#define __struct_group(TAG, NAME, ATTRS, MEMBERS...)	union { struct { MEMBERS } ATTRS; struct TAG { MEMBERS } ATTRS NAME; } ATTRS
#define __DECLARE_FLEX_ARRAY(T, NAME)	struct { struct { } __empty_##NAME; T NAME[]; }
#define __counted_by(m)
#define __counted_by_le(m)
#define __counted_by_be(m)
#define __counted_by_ptr(m)
#define __kernel_nonstring

/* registers.h */

#define KVM_REG_ARCH_MASK	0xff00000000000000ULL
#define KVM_REG_GENERIC		0x0000000000000000ULL
#define KVM_REG_PPC		0x1000000000000000ULL
#define KVM_REG_ARM64		0x6000000000000000ULL
#define KVM_REG_SIZE_SHIFT	52
#define KVM_REG_SIZE_MASK	0x00f0000000000000ULL
#define KVM_REG_SIZE_U8		0x0000000000000000ULL
#define KVM_REG_SIZE_U16	0x0010000000000000ULL
#define KVM_REG_SIZE_U32	0x0020000000000000ULL
#define KVM_REG_SIZE_U64	0x0030000000000000ULL
#define KVM_REG_SIZE_U128	0x0040000000000000ULL
#define KVM_REG_SIZE_U256	0x0050000000000000ULL
#define KVM_REG_SIZE_U512	0x0060000000000000ULL
#define KVM_REG_SIZE_U1024	0x0070000000000000ULL
#define KVM_REG_SIZE_U2048	0x0100000000000000ULL
#define DEMO_SET_LINE		_IOW(0xae, 0xf0, struct demo_line)

#endif /* DEMO_REGISTERS_H */
