"""Bank statements for tests, written as banks write them: camt.053 in two versions, and MT940."""

from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

OURS = "DE02120300000000202051"
DAY = date(2026, 11, 19)


@dataclass(frozen=True)
class Move:
    """A payment that came in (cents above zero) or left; `batch` are the payments in it."""

    cents: int
    day: date = DAY
    text: str = ""
    name: str = ""
    iban: str = ""
    end_to_end: str = "NOTPROVIDED"
    mandate: str = ""
    reason: str = ""
    bank_reference: str = ""
    batch: tuple["Move", ...] = ()
    message_id: str = ""
    status: str = "BOOK"
    currency: str = "EUR"


def camt(*moves, version="08", opening=100_000, iban=OURS, closing=None, day=DAY, kind="053"):
    """A camt.053 of the given version."""
    booked = [move for move in moves if move.status == "BOOK"]
    closing = opening + sum(move.cents for move in booked) if closing is None else closing
    days = [move.day for move in moves] or [day]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-20T06:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>S1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balance('OPBD', opening, min(days))}{balance('CLBD', closing, max(days))}"
        f"{''.join(note(move, version) for move in moves)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def balance(kind, cents, day):
    return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount(cents)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def amount(cents, currency="EUR"):
    direction = "DBIT" if cents < 0 else "CRDT"
    return f'<Amt Ccy="{currency}">{euros(cents)}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'


def euros(cents, point="."):
    return f"{abs(cents) // 100}{point}{abs(cents) % 100:02d}"


def note(move, version):
    status = move.status if version == "02" else f"<Cd>{move.status}</Cd>"
    batch = f"<Btch><MsgId>{move.message_id}</MsgId></Btch>" if move.message_id else ""
    details = "".join(detail(each, version) for each in move.batch or (() if batch else (move,)))
    reference = f"<AcctSvcrRef>{move.bank_reference}</AcctSvcrRef>" if move.bank_reference else ""
    return (
        f"<Ntry>{amount(move.cents, move.currency)}<Sts>{status}</Sts><BookgDt><Dt>{move.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{move.day}</Dt></ValDt>{reference}<NtryDtls>{batch}{details}</NtryDtls></Ntry>"
    )


def detail(move, version):
    side = "Dbtr" if move.cents > 0 or move.reason else "Cdtr"
    name = f"<Nm>{escape(move.name)}</Nm>" if version == "02" else f"<Pty><Nm>{escape(move.name)}</Nm></Pty>"
    mandate = f"<MndtId>{move.mandate}</MndtId>" if move.mandate else ""
    account = f"<{side}Acct><Id><IBAN>{move.iban}</IBAN></Id></{side}Acct>" if move.iban else ""
    reason = f"<RtrInf><Rsn><Cd>{move.reason}</Cd></Rsn></RtrInf>" if move.reason else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{move.end_to_end}</EndToEndId>{mandate}</Refs>{amount(move.cents, move.currency)}"
        f"<RltdPties><{side}>{name}</{side}>{account}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(move.text)}</Ustrd></RmtInf>{reason}</TxDtls>"
    )


def mt940(*moves, opening=100_000, account="12030000/0000202051", day=DAY):
    """An MT940 as German banks give it, its lines at most 65 characters long."""
    closing = opening + sum(move.cents for move in moves)
    first, last = (min, max) if moves else (None, None)
    begins = first(move.day for move in moves) if first else day
    ends = last(move.day for move in moves) if last else day
    lines = [":20:STARTUMSE", f":25:{account}", ":28C:00221/001", f":60F:{mt_balance(opening, begins)}"]
    for move in moves:
        mark = "D" if move.cents < 0 else "C"
        lines.append(
            f":61:{move.day:%y%m%d}{move.day:%m%d}{mark}R{euros(move.cents, ',')}NMSCNONREF//{move.bank_reference}"
        )
        kind = "109?00RUECKLASTSCHRIFT" if move.reason else "166?00GUTSCHRIFT"
        lines += wrapped(f":86:{kind}"
                         f"{mt_text(move)}?30INGDDEFF?31{move.iban}?32{move.name[:27]}"
                         f"{'?34914' if move.reason else ''}")  # fmt: skip
    lines += [f":62F:{mt_balance(closing, ends)}", "-"]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def mt_balance(cents, day):
    return f"{'D' if cents < 0 else 'C'}{day:%y%m%d}EUR{euros(cents, ',')}"


def mt_text(move):
    marks = f"EREF+{move.end_to_end}" + (f"MREF+{move.mandate}" if move.mandate else "") + f"SVWZ+{move.text}"
    pieces = [marks[start : start + 27] for start in range(0, len(marks), 27)]
    return "".join(f"?{20 + place}{piece}" for place, piece in enumerate(pieces))


def wrapped(text):
    return [text[start : start + 65] for start in range(0, len(text), 65)]
