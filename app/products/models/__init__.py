"""Producers, products, their papers, lots, events and recalls."""

from app.products.models.event import ENTERED, TURNS, LotInEvent, Part, Step, TraceEvent
from app.products.models.lot import Fact, Lot, LotState, Measure
from app.products.models.ocop import (
    CertificateKind,
    DossierItem,
    DossierStatus,
    OcopGroup,
    OcopSet,
    ProductCertificate,
)
from app.products.models.producer import BankAccount, Place, Producer, ProducerState
from app.products.models.product import LinkKind, Picture, Product, ProductLink, ProductState
from app.products.models.recall import Recall, RecallKind

__all__ = [
    "ENTERED",
    "TURNS",
    "BankAccount",
    "CertificateKind",
    "DossierItem",
    "DossierStatus",
    "Fact",
    "LinkKind",
    "Lot",
    "LotInEvent",
    "LotState",
    "Measure",
    "OcopGroup",
    "OcopSet",
    "Part",
    "Picture",
    "Place",
    "Producer",
    "ProducerState",
    "Product",
    "ProductCertificate",
    "ProductLink",
    "ProductState",
    "Recall",
    "RecallKind",
    "Step",
    "TraceEvent",
]
