"""A kernel source tree in small whose headers number registers, ioctls and capabilities as KVM's do."""

from textwrap import dedent

from tests.decode.headers import ARM64, IDS, IOCTLS, RISCV, X86

IDS_TREE = {
    "ids/include/uapi/linux/kvm.h": dedent(IDS),
    "ids/include/uapi/linux/ioctl.h": dedent(IOCTLS),
    "ids/include/uapi/linux/other.h": "#include <linux/ioctl.h>\n#define OTHER_PING _IO('o', 1)\n",
    "ids/arch/arm64/include/uapi/asm/kvm.h": dedent(ARM64),
    "ids/arch/riscv/include/uapi/asm/kvm.h": dedent(RISCV),
    "ids/arch/x86/include/uapi/asm/kvm.h": dedent(X86),
    "ids/arch/powerpc/include/uapi/asm/kvm.h": "",
}
