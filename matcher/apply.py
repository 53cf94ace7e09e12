"""What was decided -> written, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from matcher.db import buyers, gone_lots, tenders
from matcher.decide import Decision


def apply(
    connection: Connection, source_list_id: int, decision: Decision, document_ids: tenders.DocumentIds, *, now: datetime, history: bool = True
) -> set[int]:
    """Write what was decided, apart from what is gone; the ids of the tenders that are new or changed. `history`: keep what lots said before."""
    former_buyers = tenders.buyers_of(connection, (item.id for item in decision.changed_tenders))
    tenders.update(connection, decision.changed_tenders, now=now)
    tenders.update_lots(connection, decision.changed_lots, documents=document_ids, now=now, history=history)
    tenders.insert_lots(connection, decision.new_lots, documents=document_ids)
    new = tenders.insert(connection, source_list_id, decision.new_tenders, documents=document_ids, now=now)
    tenders.move_lots(connection, decision.moved_lots, documents=document_ids)
    gone_lots.take_back(connection, decision.returned_lots)
    for buyer_id in former_buyers - {item.buyer_id for item in decision.changed_tenders}:
        buyers.delete_unused(connection, buyer_id)
    changed = tenders.of_lots(connection, (item.stored.id for item in decision.changed_lots))
    return changed.union(new, (item.id for item in decision.changed_tenders), (item.tender_id for item in decision.new_lots))
