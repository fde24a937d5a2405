"""What a compiler wrote into an object file: the bytes of a section, and its debug information."""

import io
import struct
from pathlib import Path

from elftools.dwarf.dwarfinfo import DWARFInfo
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import SymbolTableSection

_ABSOLUTE = {
    "EM_PPC": {1: 4, 24: 4},
    "EM_RISCV": {1: 4, 2: 8},
    "EM_SPARC": {3: 4, 23: 4},
    "EM_SPARC32PLUS": {3: 4, 23: 4},
    "EM_SPARCV9": {3: 4, 23: 4, 32: 8, 54: 8},
    "EM_QDSP6": {6: 4},
    0x9026: {1: 4, 2: 8},  # alpha, which has no official number
    "EM_68K": {1: 4},
    "EM_PARISC": {1: 4},
    "EM_SH": {1: 4},
    "EM_ARC_COMPACT": {4: 4},
    "EM_ARC_COMPACT2": {4: 4},
}
"""Machines whose relocations pyelftools cannot apply: type number of the absolute ones, and their width in bytes."""


def section(path: Path, name: str) -> tuple[bytes, bool]:
    """Return the bytes of a section and whether the object is little endian; nothing if it has no such section."""
    with path.open("rb") as file:
        elf = ELFFile(file)
        found = elf.get_section_by_name(name)
        return (found.data() if found else b""), elf.little_endian


def debug_info(path: Path) -> DWARFInfo:
    """Return the debug information of an unlinked object, relocations applied."""
    content = bytearray(path.read_bytes())
    elf = ELFFile(io.BytesIO(content))
    widths = _ABSOLUTE.get(elf["e_machine"])
    if widths is None:
        return elf.get_dwarf_info()
    order = "<" if elf.little_endian else ">"
    for relocations in elf.iter_sections():
        if not isinstance(relocations, RelocationSection) or not relocations.name.startswith(".rela.debug_"):
            continue
        patched = elf.get_section(relocations["sh_info"])
        symbols = elf.get_section(relocations["sh_link"])
        assert isinstance(symbols, SymbolTableSection), "the link of a relocation section is its symbol table"
        for relocation in relocations.iter_relocations():
            width = widths.get(relocation["r_info_type"])
            if width is None:
                continue  # differences of addresses: they only stand in line and range tables
            place = patched["sh_offset"] + relocation["r_offset"]
            code = "I" if width == 4 else "Q"
            # sh keeps the addend in the section itself, although its relocations have room for it.
            addend = relocation["r_addend"] or struct.unpack_from(order + code, content, place)[0]
            value = symbols.get_symbol(relocation["r_info_sym"])["st_value"] + addend
            struct.pack_into(order + code, content, place, value % (1 << (8 * width)))
    return ELFFile(io.BytesIO(bytes(content))).get_dwarf_info(relocate_dwarf_sections=False)
