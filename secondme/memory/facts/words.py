"""Words by their meaning, for the rules: kinds of animals, vehicles, trades, instruments, illnesses."""

from __future__ import annotations


def _set(*lines: str) -> frozenset[str]:
    """The words of lines; a space inside one is written as "_"."""
    return frozenset(word.replace("_", " ") for line in lines for word in line.split())


PETS = _set(
    "dog puppy pup cat kitten rabbit bunny hamster gerbil parrot budgie canary cockatiel bird tortoise turtle horse",
    "pony mare snake python gecko lizard iguana goldfish fish ferret guinea_pig rat mouse hedgehog chinchilla",
    "donkey goat sheep pig cow hen chicken duck goose rooster axolotl tarantula frog newt alpaca llama",
)
BREEDS = _set(
    "beagle whippet labrador lab retriever poodle terrier spaniel collie dachshund greyhound husky boxer bulldog",
    "pug chihuahua corgi dalmatian doberman rottweiler shepherd sheepdog setter pointer hound mastiff schnauzer",
    "pinscher maltese shih_tzu malamute samoyed akita lurcher cockapoo labradoodle cavapoo mutt mongrel",
    "newfoundland vizsla weimaraner papillon pekingese bichon chow great_dane jack_russell tabby siamese persian",
    "tortoiseshell calico maine_coon ragdoll bengal sphynx burmese tomcat moggy shorthair longhair birman",
    "lop-eared_rabbit lop cockatoo macaw lovebird parakeet tuxedo_cat ginger_cat thoroughbred shetland",
    "icelandic_horse haflinger",
)
VEHICLES = _set(
    "car van campervan camper truck pickup suv estate hatchback saloon convertible motorbike motorcycle scooter",
    "moped minivan jeep lorry",
)
MAKES = _set(
    "volvo skoda fiat toyota vw volkswagen renault audi bmw mercedes ford honda hyundai kia mazda nissan opel",
    "peugeot citroen citroën seat subaru suzuki tesla mini jaguar lexus porsche dacia vauxhall chevrolet chevy",
    "dodge jeep saab mitsubishi alfa lancia smart polestar buick cadillac gmc ram isuzu vespa yamaha ducati triumph",
    "kawasaki harley land range lada byd cupra golf polo passat corsa clio twingo octavia fabia yaris corolla prius",
    "civic focus fiesta",
)
OWNED = _set(
    "bike bicycle boat sailboat canoe kayak dinghy surfboard skateboard snowboard skis tent guitar piano violin",
    "cello drum drums keyboard accordion trumpet saxophone flute ukulele banjo harmonica harp clarinet telescope",
    "microscope camera lens drone laptop computer desktop macbook tablet ipad phone iphone smartphone kindle",
    "e-reader tv television projector printer scanner monitor headphones speaker speakers record_player turntable",
    "radio synthesizer console playstation xbox switch machine washing_machine dishwasher dryer fridge freezer oven",
    "stove cooker microwave toaster kettle blender mixer grinder grill barbecue smoker chainsaw saw drill lathe",
    "lawnmower mower typewriter loom workbench sofa couch armchair desk bookcase wardrobe bed mattress rug lamp",
    "mirror hammock trampoline treadmill rowing_machine sauna hot_tub pool greenhouse shed allotment garden cottage",
    "cabin caravan farm vineyard orchard watch clock ring necklace bracelet globe map aquarium terrarium easel kiln",
    "wheel backpack rucksack suitcase pram pushchair cargo_bike e-bike tricycle scooter sledge sled rifle bow",
    "sewing_machine coffee_machine espresso_machine coat jacket hat unicycle tandem wok air_fryer bread_maker",
    "pizza_oven heat_pump solar_panels generator dehumidifier vacuum robot_vacuum hoover steam_iron beehive",
    "wood_stove fireplace house flat apartment houseboat barrow wheelbarrow binoculars metronome planer 3d_printer",
    "pressure_washer knife teapot tea_set chess_set",
)
HOMES = _set(
    "flat apartment house studio houseboat farmhouse cottage bungalow room bedsit loft duplex penthouse townhouse",
    "villa cabin farm caravan maisonette condo dorm mansion barn hut shed yurt chalet trailer annexe annex basement",
    "semi terrace place home lodge mill manor castle boat narrowboat barge motorhome camper van tent",
)
AREAS = _set(
    "village town city suburb neighbourhood neighborhood district area region part province county state country",
    "island centre center outskirts north south east west middle quarter street road suburbs countryside house flat",
    "apartment capital port valley hills mountains coast",
)
TRADES = _set(
    "nurse electrician translator interpreter chef cook baker accountant physiotherapist physio driver designer",
    "teacher carpenter technician paralegal engineer developer programmer scientist researcher doctor surgeon",
    "dentist vet veterinarian lawyer solicitor barrister attorney judge notary journalist reporter editor writer",
    "author novelist poet painter sculptor illustrator photographer musician singer drummer pianist violinist",
    "composer conductor actor actress dancer choreographer director producer architect surveyor plumber mechanic",
    "welder bricklayer roofer plasterer builder joiner gardener florist farmer fisherman forester ranger beekeeper",
    "butcher brewer bartender barista waiter waitress sommelier receptionist secretary assistant administrator",
    "clerk cashier salesman saleswoman salesperson shopkeeper librarian archivist curator historian professor",
    "lecturer tutor principal headteacher coach trainer instructor guide pilot steward stewardess sailor captain",
    "soldier officer policeman policewoman detective firefighter fireman paramedic midwife pharmacist optician",
    "optometrist therapist psychologist psychiatrist counsellor counselor carer caregiver nanny childminder cleaner",
    "janitor caretaker courier postman postwoman mailman trucker cabbie analyst consultant manager economist banker",
    "broker auditor actuary bookkeeper statistician mathematician physicist chemist biologist geologist astronomer",
    "botanist zoologist ecologist meteorologist archaeologist anthropologist sociologist linguist philosopher",
    "theologian priest pastor vicar rabbi imam monk nun tailor seamstress dressmaker shoemaker cobbler jeweller",
    "jeweler goldsmith blacksmith locksmith watchmaker potter glassblower weaver upholsterer printer bookbinder",
    "hairdresser barber beautician masseur masseuse tattooist entrepreneur founder freelancer contractor landlord",
    "recruiter marketer planner strategist copywriter proofreader radiographer sonographer anaesthetist anesthetist",
    "cardiologist neurologist oncologist paediatrician pediatrician dermatologist radiologist gp undertaker",
    "auctioneer estate_agent agent dispatcher operator machinist miner roaster roadie stagehand lifeguard referee",
    "jockey zookeeper groom farrier chauffeur bellboy concierge bookseller publisher animator tester inspector",
    "warden guard bouncer diplomat politician mayor councillor civil_servant social_worker youth_worker aid_worker",
    "care_worker factory_worker postal_worker worker dietitian nutritionist osteopath chiropractor acupuncturist",
    "podiatrist audiologist orthodontist apprentice intern trainee student phd_student housewife househusband",
    "homemaker stay-at-home_dad stay-at-home_mum stay-at-home_mom project_manager product_manager tour_guide",
    "software_engineer data_scientist cartographer glazier tiler stonemason mason thatcher plater fitter rigger",
    "sonologist cellist luthier puppeteer clown magician stuntman screenwriter playwright dramaturge set_builder",
    "sound_engineer cameraman porter trucker cop sparky plasterer deacon nanny au_pair scrum_master organist",
)
"""Ways to earn a living; the last word of what somebody is said to be."""
INSTRUMENTS = _set(
    "guitar bass piano violin viola cello trumpet trombone tuba horn flute clarinet oboe bassoon saxophone sax",
    "drums percussion harp banjo ukulele mandolin accordion harmonica organ keyboard keyboards recorder fiddle",
    "sitar lute bagpipes didgeridoo double_bass french_horn marimba xylophone tabla bongos concertina synth",
    "kora bodhrán bodhran oud erhu euphonium koto shamisen bouzouki balalaika tin_whistle timpani theremin kazoo"
    " lyre electric_guitar bass_guitar acoustic_guitar zither tin_whistle cornet",
)
SPORTS = _set(
    "football soccer tennis badminton squash volleyball basketball handball rugby cricket hockey baseball softball",
    "golf chess table_tennis ping-pong ping_pong darts snooker pool billiards bridge poker go backgammon padel",
    "pickleball lacrosse ice_hockey field_hockey water_polo ultimate_frisbee frisbee netball bowls curling",
    "floorball futsal boules petanque pétanque croquet checkers draughts mahjong scrabble bowling american_football",
    "beach_volleyball korfball board_games video_games computer_games card_games d&d dungeons minecraft shogi",
    "hurling polo paintball",
)
LANGUAGES = _set(
    "english german french spanish italian portuguese dutch polish russian latin greek turkish arabic chinese",
    "mandarin cantonese japanese korean swedish danish norwegian finnish icelandic czech slovak hungarian ukrainian",
    "hindi urdu bengali punjabi tamil telugu thai vietnamese indonesian malay tagalog filipino swahili zulu xhosa",
    "afrikaans hebrew yiddish persian farsi welsh irish gaelic scottish_gaelic breton basque catalan galician",
    "romanian bulgarian serbian croatian bosnian slovenian slovene albanian macedonian estonian latvian lithuanian",
    "maltese georgian armenian kurdish pashto mongolian nepali sinhala burmese khmer lao esperanto sign_language",
    "sardinian frisian luxembourgish faroese sami yoruba igbo hausa amharic somali quechua guarani maori hawaiian",
    "samoan flemish sicilian bavarian",
)
NATIONS = _set(
    "english german french spanish italian portuguese dutch polish russian greek turkish chinese japanese korean",
    "swedish danish norwegian finnish icelandic czech slovak hungarian ukrainian indian pakistani thai vietnamese",
    "indonesian malaysian filipino welsh irish scottish british american canadian australian mexican brazilian",
    "argentinian argentine chilean colombian peruvian cuban venezuelan bolivian swiss austrian belgian romanian",
    "bulgarian serbian croatian bosnian slovenian albanian macedonian estonian latvian lithuanian maltese georgian",
    "armenian iranian iraqi syrian lebanese israeli palestinian egyptian moroccan tunisian algerian nigerian",
    "ghanaian kenyan ethiopian south_african senegalese cameroonian jamaican nepali sri_lankan bangladeshi",
    "singaporean taiwanese new_zealander kiwi scots catalan basque sicilian bavarian flemish luxembourgish cypriot",
    "ecuadorian uruguayan",
)
FAITHS = _set(
    "christian catholic protestant lutheran anglican methodist baptist orthodox muslim jewish buddhist hindu sikh",
    "quaker mormon atheist agnostic pagan evangelical presbyterian calvinist bahai taoist shinto",
)
DIETS = _set(
    "vegetarian vegan pescatarian gluten-free lactose-free dairy-free low-carb keto ketogenic paleo halal kosher",
    "flexitarian macrobiotic raw_food low-fat sugar-free fruitarian low-fodmap carnivore plant-based omnivore",
    "mediterranean meat-free low-salt low-sodium high-protein nut-free egg-free whole30 lacto-vegetarian",
    "ovo-vegetarian gluten_free dairy_free low_carb plant_based sugar_free lactose_free meatless diabetic low-sugar",
    "dash atkins wheat-free soy-free",
)
CONDITIONS = _set(
    "asthma migraine migraines diabetes hypertension tinnitus eczema psoriasis epilepsy arthritis osteoarthritis",
    "osteoporosis fibromyalgia endometriosis anaemia anemia adhd add autism dyslexia dyscalculia dyspraxia",
    "depression anxiety bipolar ocd ptsd insomnia sciatica scoliosis gout hayfever hay_fever high_blood_pressure",
    "low_blood_pressure high_cholesterol coeliac_disease celiac_disease coeliac celiac crohn's crohn's_disease",
    "colitis ibs reflux gerd heartburn rosacea vertigo glaucoma cataracts astigmatism narcolepsy hypothyroidism",
    "hyperthyroidism lupus ms multiple_sclerosis parkinson's alzheimer's dementia cancer leukaemia angina",
    "arrhythmia haemophilia hemophilia vitiligo alopecia apnoea apnea sleep_apnoea sleep_apnea restless_legs",
    "raynaud's pcos hashimoto's tourette's lactose_intolerance bronchitis copd sinusitis kidney_stones gallstones",
    "diverticulitis heart_murmur slipped_disc flat_feet carpal_tunnel tennis_elbow plantar_fasciitis tendonitis",
    "bursitis rheumatism shingles vitamin_deficiency colour_blindness color_blindness hearing_loss prosopagnosia",
    "synaesthesia aphantasia chronic_fatigue long_covid cystic_fibrosis sickle_cell thalassemia hepatitis hiv",
    "malaria spondylitis hernia varicose_veins panic_attacks cluster_headaches chronic_pain back_pain",
)
IS_ILL = {
    "diabetic": "diabetes", "asthmatic": "asthma", "epileptic": "epilepsy", "coeliac": "coeliac disease",
    "celiac": "celiac disease", "dyslexic": "dyslexia", "anaemic": "anaemia", "anemic": "anemia",
    "autistic": "autism", "colour-blind": "colour blindness", "color-blind": "color blindness",
    "colourblind": "colour blindness", "colorblind": "color blindness", "hypertensive": "hypertension",
    "arthritic": "arthritis",
}  # fmt: skip
"""What somebody is who has something."""
PARTS = _set(
    "wrist ankle collarbone knee finger toe thumb shoulder elbow hip back neck hamstring calf shin foot hand leg",
    "arm rib ribs nose jaw heel achilles groin thigh tailbone wrists fingers toes kneecap hands feet tendon",
    "ligament acl meniscus spine pelvis forearm skull index_finger ring_finger",
)
TRAITS = _set(
    "left-handed right-handed ambidextrous deaf blind mute short-sighted long-sighted nearsighted farsighted",
    "colour-blind introverted extroverted introvert extrovert morning_person night_owl early_bird teetotal",
    "teetotaller teetotaler gay lesbian bisexual straight trans non-binary asexual queer",
)
STATUS = {
    "single": "single", "married": "married", "divorced": "divorced", "widowed": "widowed", "engaged": "engaged",
    "separated": "separated", "retired": "retired", "unemployed": "unemployed", "self-employed": "self-employed",
}  # fmt: skip
MOODS = _set(
    "tired hungry thirsty happy sad angry bored busy late sick ill well fine ok okay good great sorry sure ready",
    "back here home done glad excited nervous worried stressed cold hot lost alone free confused new old young",
)
NO_PLACES = _set(
    "fear hope peace harmony sin denial silence chaos luxury poverty the_moment the_present the_past the_future",
    "hell heaven paradise a_dream a_bubble a_simulation my_head pyjamas pajamas exile general pain style love bed",
    "trouble interesting_times a_mess a_nightmare constant_fear my_own_world a_world danger secret it there here",
    "that this a_flat_share",
)
"""What one lives in and is no place."""
UNSAID = _set(
    "everywhere it that this these those them something anything nothing everything one ones some any someone "
    "somebody anyone",
    "everyone nobody him her me you us mine yours stuff things thing way lot lots much more most many few bit what",
    "all both none such so too same other others another each there here who which whom whose how why when where",
)
"""Words that name nothing by themselves."""
TOOLS = frozenset(
    "duolingo deezer musescore godot fairphone alexa siri bitwarden dropbox onedrive krita procreate affinity"
    " premiere resolve netbeans pycharm vscode xcode mattermost discord tidal audible goodreads joplin logseq roam"
    " bear ulysses overleaf zettlr mailchimp shopify wordpress drupal quickbooks xero freeagent kotlin rust golang"
    " swift julia stata spss tableau "
    "linux windows notion lightroom thunderbird photoshop excel outlook gmail firefox chrome safari obsidian "
    "evernote figma blender "
    "python vim emacs ubuntu debian fedora arch android kindle scrivener todoist trello slack zoom teams signal "
    "whatsapp telegram "
    "spotify netflix git github docker matlab latex autocad sketchup canva indesign illustrator gimp inkscape "
    "audacity ableton "
    "onenote word libreoffice powerpoint jira asana airtable zotero anki duolingo strava garmin iphone ipad macbook "
    "mac".split()
)
"""Programs and devices, by their names."""
CROPS = _set(
    "basil mint parsley coriander rosemary thyme sage rhubarb garlic kale chard spinach lettuce lavender corn maize",
    "rye wheat jasmine ivy bamboo wisteria fennel dill chervil celery broccoli cabbage okra ginger saffron",
    "orchid bonsai",
    "fern cactus rose monstera",
)
"""Plants of which people speak without a plural."""
FIRMS = frozenset(
    "ikea lidl aldi tesco asda sainsbury's carrefour siemens bosch philips google microsoft amazon apple meta netflix "
    "deloitte kpmg pwc ey accenture capgemini ibm intel nokia ericsson samsung sony oracle sap cisco hp dell nestlé "
    "nestle unilever shell bp total dhl fedex ups decathlon starbucks mcdonald's nhs barclays hsbc ing rabobank abn "
    "airbus boeing thales vodafone telekom orange bayer basf pfizer novartis roche merck walmart target costco h&m "
    "zara primark boots greggs veolia lufthansa klm ryanair easyjet uber bolt stripe spotify adobe salesforce "
    "mckinsey bcg danone heineken carlsberg lego maersk volkswagen".split()
)
"""Employers by their names, where a town could be meant."""
