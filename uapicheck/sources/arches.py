"""Architectures: their Debian triplets, and what tells whose `asm/` headers a directory holds."""

from collections.abc import Callable, Collection

from uapicheck.model.targets import TARGETS

ARCHES: tuple[str, ...] = tuple(dict.fromkeys(target.arch for target in TARGETS.values()))
"""The kernel's names of all architectures that have a target."""

TRIPLETS = {triplet: target.arch for target in TARGETS.values() for triplet in target.triplets}
"""Architecture by Debian multiarch triplet."""

_OWN_NAMES = {
    "alpha": ("gentrap.h", "pal.h", "regdef.h"),
    "arm": ("unistd-oabi.h", "unistd-eabi.h"),
    "arm64": ("sve_context.h",),
    "hexagon": ("registers.h", "user.h"),
    "ia64": ("ia64regs.h", "gcc_intrin.h", "rse.h"),
    "m68k": ("bootinfo-mac.h", "bootinfo-amiga.h"),
    "mips": ("sgidefs.h", "sysmips.h"),
    "parisc": ("pdc.h",),
    "powerpc": ("cputable.h", "ps3fb.h", "bootx.h"),
    "riscv": ("hwprobe.h",),
    "s390": ("zcrypt.h", "qeth.h", "sie.h"),
    "sh": ("cpu-features.h", "ptrace_32.h"),
    "sparc": ("openpromio.h", "psrcompat.h", "uctx.h"),
    "x86": ("vmx.h", "ptrace-abi.h", "processor-flags.h"),
}
"""Headers that no other architecture exports, Linux 4.19 to 7.2."""

_OWN_WORDS = {
    "arc": ("ptrace.h", "_ASM_ARC_PTRACE_H"),
    "arm": ("ptrace.h", "PTRACE_GETWMMXREGS"),
    "arm64": ("ptrace.h", "PSR_MODE_EL0t"),
    "csky": ("byteorder.h", "_CSKY_BYTEORDER_H"),
    "loongarch": ("sigcontext.h", "FPU_CTX_ALIGN"),
    "microblaze": ("byteorder.h", "_MICROBLAZE_BYTEORDER_H"),
    "nios2": ("byteorder.h", "_NIOS2_BYTEORDER_H"),
    "openrisc": ("ptrace.h", "_OPENRISC_PTRACE_H"),
    "riscv": ("ptrace.h", "__riscv_f_ext_state"),
    "s390": ("ptrace.h", "PSW_MASK_"),
    "x86": ("byteorder.h", "_ASM_X86_BYTEORDER_H"),
    "xtensa": ("byteorder.h", "_XTENSA_BYTEORDER_H"),
}
"""A header and a word in it that the header of no other architecture has."""


def recognised(names: Collection[str], text: Callable[[str], str]) -> str:
    """Return whose `asm/` headers `names` are, an empty string where they do not tell.

    `names` are relative to `asm/`; `text` returns what a header holds.
    """
    by_name = {arch for arch, own in _OWN_NAMES.items() if any(name in names for name in own)}
    if len(by_name) == 1:
        return by_name.pop()
    by_word = {arch for arch, (name, word) in _OWN_WORDS.items() if name in names and word in text(name)}
    both = by_name & by_word or by_word
    return both.pop() if len(both) == 1 else ""
