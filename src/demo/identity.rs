//! Who the fictional people are: names of plants and birds, numbers from the range that is never issued.

use crate::domain::nhs_number::NhsNumber;
use serde_json::Value;

const GIVEN: &[&str] = &[
    "Ash", "Avery", "Bryn", "Cam", "Dale", "Eden", "Ellis", "Emery", "Finley", "Flynn", "Glen", "Harper", "Indigo",
    "Jamie", "Jules", "Kerry", "Kim", "Lane", "Lark", "Leigh", "Marley", "Merle", "Nevin", "Noel", "Olli", "Paris",
    "Quinn", "Reed", "Remy", "Robin", "Sage", "Sasha", "Shay", "Sky", "Tansy", "Toni", "Val", "Wren", "Yael", "Zephyr",
    "Zoë",
];

const FAMILY: &[&str] = &[
    "Avens",
    "Bistort",
    "Bittern",
    "Borage",
    "Bracken",
    "Brambling",
    "Bryony",
    "Burdock",
    "Campion",
    "Catkin",
    "Chaffinch",
    "Clover",
    "Coltsfoot",
    "Comfrey",
    "Coppice",
    "Cranesbill",
    "Crossbill",
    "Curlew",
    "Dabchick",
    "Dunlin",
    "Dunnock",
    "Fescue",
    "Fieldfare",
    "Firecrest",
    "Foxglove",
    "Gannet",
    "Garganey",
    "Goosander",
    "Greenshank",
    "Harebell",
    "Hawfinch",
    "Heather",
    "Hornbeam",
    "Kestrel",
    "Kittiwake",
    "Knapweed",
    "Lapwing",
    "Larkspur",
    "Linnet",
    "Loosestrife",
    "Marram",
    "Meadowsweet",
    "Melick",
    "Nightjar",
    "Nuthatch",
    "Oxlip",
    "Pignut",
    "Pintail",
    "Pipit",
    "Plantain",
    "Ragwort",
    "Redstart",
    "Redwing",
    "Rowanberry",
    "Samphire",
    "Sanderling",
    "Sandpiper",
    "Saxifrage",
    "Scabious",
    "Sedge",
    "Siskin",
    "Sorrel",
    "Speedwell",
    "Spindle",
    "Stitchwort",
    "Stonechat",
    "Sundew",
    "Tansey",
    "Thistle",
    "Tormentil",
    "Treecreeper",
    "Turnstone",
    "Twayblade",
    "Valerian",
    "Vervain",
    "Vetch",
    "Wagtail",
    "Wheatear",
    "Whimbrel",
    "Whinchat",
    "Wigeon",
    "Willowherb",
    "Woodruff",
    "Wryneck",
    "Yaffle",
    "Yarrow",
    "Şimşir",
    "Żurawina",
    "O'Mallow",
];

/// The first nine digits of the demo's first number.
const FIRST: u32 = 999_200_000;

/// The given and family name of the n-th person; 41 and 89 have no common divisor, so that pairs hardly ever repeat.
pub(super) fn name(n: usize) -> (&'static str, &'static str) {
    let pick = |names: &[&'static str], at: usize| {
        let at = at.checked_rem(names.len()).unwrap_or_default();
        names.get(at).copied().unwrap_or("Reed")
    };
    (pick(GIVEN, n.wrapping_mul(17)), pick(FAMILY, n.wrapping_mul(31)))
}

/// The n-th NHS number of the demo, from the range that is never issued.
pub(super) fn nhs_number(n: usize) -> String {
    let sound = |number: &String| NhsNumber::parse(number).is_ok();
    let numbers = (FIRST..).filter_map(|nine| (0..10).map(|check| format!("{nine}{check}")).find(sound));
    numbers.into_iter().nth(n).unwrap_or_default()
}

/// Puts a value in the place of another; a place that is not there stays as it is.
pub(super) fn put(body: &mut Value, pointer: &str, value: impl Into<Value>) {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value.into();
    }
}
