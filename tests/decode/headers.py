"""Headers in our own words that number registers as KVM does, and what they define for a target."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.extract.headers import tree
from uapicheck.decode.known import Known
from uapicheck.extract.snapshot import snapshot
from uapicheck.model.targets import TARGETS

IDS = """
    #ifndef KVM_H
    #define KVM_H
    typedef unsigned char __u8;
    typedef unsigned short __u16;
    typedef unsigned int __u32;
    typedef unsigned long long __u64;
    #include <linux/ioctl.h>
    #include <asm/kvm.h>
    #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
    #define KVM_REG_GENERIC 0x0000000000000000ULL
    #define KVM_REG_X86 0x2000000000000000ULL
    #define KVM_REG_ARM 0x4000000000000000ULL
    #define KVM_REG_ARM64 0x6000000000000000ULL
    #define KVM_REG_RISCV 0x8000000000000000ULL
    #define KVM_REG_SIZE_SHIFT 52
    #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
    #define KVM_REG_SIZE_U8 0x0000000000000000ULL
    #define KVM_REG_SIZE_U32 0x0020000000000000ULL
    #define KVM_REG_SIZE_U64 0x0030000000000000ULL
    #define KVM_REG_SIZE_U128 0x0040000000000000ULL
    #define KVM_REG_SIZE_U256 0x0050000000000000ULL
    #define KVM_REG_SIZE_U2048 0x0080000000000000ULL
    #define KVMIO 0xAE
    struct kvm_one_reg { __u64 id; __u64 addr; };
    #define KVM_GET_ONE_REG _IOW(KVMIO, 0xab, struct kvm_one_reg)
    #define KVM_SET_DEVICE_ADDR _IOW(KVMIO, 0xab, struct kvm_one_reg)
    #define KVM_RUN _IO(KVMIO, 0x80)
    #define KVM_CAP_IRQCHIP 0
    #define KVM_CAP_HLT 1
    #define KVM_CAP_HLT_FLAG_FAST 16
    #define KVM_EXIT_UNKNOWN 0
    #define KVM_EXIT_HLT 5
    #endif
"""
ARM64 = """
    struct user_pt_regs { __u64 regs[31]; __u64 sp; __u64 pc; __u64 pstate; };
    struct user_fpsimd_state { __uint128_t vregs[32]; __u32 fpsr; __u32 fpcr; __u32 __reserved[2]; };
    struct kvm_regs {
        struct user_pt_regs regs;
        __u64 sp_el1;
        __u64 elr_el1;
        __u64 spsr[5];
        struct user_fpsimd_state fp_regs __attribute__((aligned(16)));
    };
    #define KVM_REG_ARM_COPROC_MASK 0x000000000FFF0000
    #define KVM_REG_ARM_COPROC_SHIFT 16
    #define KVM_REG_ARM_CORE (0x0010 << KVM_REG_ARM_COPROC_SHIFT)
    #define KVM_REG_ARM_CORE_REG(name) (offsetof(struct kvm_regs, name) / sizeof(__u32))
    #define KVM_REG_ARM64_SYSREG (0x0013 << KVM_REG_ARM_COPROC_SHIFT)
    #define KVM_REG_ARM64_SYSREG_OP0_MASK 0x000000000000c000
    #define KVM_REG_ARM64_SYSREG_OP0_SHIFT 14
    #define KVM_REG_ARM64_SYSREG_OP1_MASK 0x0000000000003800
    #define KVM_REG_ARM64_SYSREG_OP1_SHIFT 11
    #define KVM_REG_ARM64_SYSREG_CRN_MASK 0x0000000000000780
    #define KVM_REG_ARM64_SYSREG_CRN_SHIFT 7
    #define KVM_REG_ARM64_SYSREG_CRM_MASK 0x0000000000000078
    #define KVM_REG_ARM64_SYSREG_CRM_SHIFT 3
    #define KVM_REG_ARM64_SYSREG_OP2_MASK 0x0000000000000007
    #define KVM_REG_ARM64_SYSREG_OP2_SHIFT 0
    #define SYS_REG_PART(x, n) (((x) << KVM_REG_ARM64_SYSREG_##n##_SHIFT) & KVM_REG_ARM64_SYSREG_##n##_MASK)
    #define SYS_REG_PARTS(op0, op1, crn, crm, op2) \\
        (KVM_REG_ARM64 | KVM_REG_ARM64_SYSREG | SYS_REG_PART(op0, OP0) | SYS_REG_PART(op1, OP1) | \\
         SYS_REG_PART(crn, CRN) | SYS_REG_PART(crm, CRM) | SYS_REG_PART(op2, OP2))
    #define ARM64_SYS_REG(...) (SYS_REG_PARTS(__VA_ARGS__) | KVM_REG_SIZE_U64)
    #define KVM_REG_ARM_TIMER_CNT ARM64_SYS_REG(3, 3, 14, 3, 2)
    #define KVM_REG_ARM_FW (0x0014 << KVM_REG_ARM_COPROC_SHIFT)
    #define KVM_REG_ARM_FW_REG(r) (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_FW | ((r) & 0xffff))
    #define KVM_REG_ARM_PSCI_VERSION KVM_REG_ARM_FW_REG(0)
    #define KVM_REG_ARM64_SVE (0x15 << KVM_REG_ARM_COPROC_SHIFT)
    #define KVM_REG_ARM64_SVE_ZREG_BASE 0
    #define KVM_REG_ARM64_SVE_PREG_BASE 0x400
    #define KVM_REG_ARM64_SVE_ZREG(n, i) (KVM_REG_ARM64 | KVM_REG_ARM64_SVE | KVM_REG_ARM64_SVE_ZREG_BASE | \\
        KVM_REG_SIZE_U2048 | (((n) & 31) << 5) | ((i) & 31))
    #define KVM_REG_ARM64_SVE_PREG(n, i) (KVM_REG_ARM64 | KVM_REG_ARM64_SVE | KVM_REG_ARM64_SVE_PREG_BASE | \\
        KVM_REG_SIZE_U256 | (((n) & 15) << 5) | ((i) & 31))
    #define KVM_REG_ARM64_SME (0x17 << KVM_REG_ARM_COPROC_SHIFT)
    #define KVM_REG_ARM64_SME_VLS (KVM_REG_ARM64 | KVM_REG_ARM64_SME | KVM_REG_SIZE_U64 | 0xffff)
"""
RISCV = """
    struct user_regs_struct { unsigned long pc; unsigned long ra; unsigned long sp; };
    struct kvm_riscv_core { struct user_regs_struct regs; unsigned long mode; };
    struct kvm_riscv_aia_csr { unsigned long siselect; };
    #define KVM_REG_RISCV_TYPE_MASK 0x00000000FF000000
    #define KVM_REG_RISCV_TYPE_SHIFT 24
    #define KVM_REG_RISCV_SUBTYPE_MASK 0x0000000000FF0000
    #define KVM_REG_RISCV_SUBTYPE_SHIFT 16
    #define KVM_REG_RISCV_CORE (0x02 << KVM_REG_RISCV_TYPE_SHIFT)
    #define KVM_REG_RISCV_CORE_REG(name) (offsetof(struct kvm_riscv_core, name) / sizeof(unsigned long))
    #define KVM_REG_RISCV_CSR (0x03 << KVM_REG_RISCV_TYPE_SHIFT)
    #define KVM_REG_RISCV_CSR_AIA (0x1 << KVM_REG_RISCV_SUBTYPE_SHIFT)
    #define KVM_REG_RISCV_CSR_AIA_REG(name) (offsetof(struct kvm_riscv_aia_csr, name) / sizeof(unsigned long))
    #define KVM_REG_RISCV_ISA_EXT (0x07 << KVM_REG_RISCV_TYPE_SHIFT)
    #define KVM_REG_RISCV_ISA_SINGLE (0x0 << KVM_REG_RISCV_SUBTYPE_SHIFT)
    enum { KVM_RISCV_ISA_EXT_A, KVM_RISCV_ISA_EXT_C, KVM_RISCV_ISA_EXT_MAX };
"""
X86 = """
    #define KVM_X86_REG_TYPE_MSR 2
    #define KVM_X86_REG_MSR(index) (KVM_REG_X86 | KVM_REG_SIZE_U64 | (__u64)KVM_X86_REG_TYPE_MSR << 32 | index)
"""
IOCTLS = """
    #ifndef IOCTL_H
    #define IOCTL_H
    #ifdef __powerpc__
    #define _IOC_SIZEBITS 13
    #define _IOC_NONE 1U
    #define _IOC_READ 2U
    #define _IOC_WRITE 4U
    #else
    #define _IOC_SIZEBITS 14
    #define _IOC_NONE 0U
    #define _IOC_WRITE 1U
    #define _IOC_READ 2U
    #endif
    #define _IOC(dir, type, nr, size) (((dir) << (16 + _IOC_SIZEBITS)) | ((type) << 8) | (nr) | ((size) << 16))
    #define _IO(type, nr) _IOC(_IOC_NONE, (type), (nr), 0)
    #define _IOR(type, nr, argument) _IOC(_IOC_READ, (type), (nr), sizeof(argument))
    #define _IOW(type, nr, argument) _IOC(_IOC_WRITE, (type), (nr), sizeof(argument))
    #endif
"""
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "linux/kvm.h": IDS,
        "linux/ioctl.h": IOCTLS,
        "arm64/asm/kvm.h": ARM64,
        "riscv/asm/kvm.h": RISCV,
        "x86/asm/kvm.h": X86,
        "powerpc/asm/kvm.h": "",
    }
)


def known(target: str, headers: Mapping[str, str] = HEADERS) -> Known:
    """Return what `headers` define for a target."""
    return Known(snapshot(tree(headers), TARGETS[target], ("linux/kvm.h",)))
