"""Words that Danish people put into passwords; the lists that passwords are checked against are English.

Written by hand for this product: what passwords are called, places, seasons, days, work, family, football, names.
Told to the estimator of passwords.py together with the person's own names. The most usual come first.
"""

_WORDS = """
adgangskode kodeord password velkommen hemmelig hemmeligt login bruger admin administrator test handlepligt
arbejdstilsynet arbejdsmiljø arbejdsmiljo amr leder kommune kommunen kommunal danmark dansk sommer vinter efterår
efteraar forår foraar januar februar marts april maj juni juli august september oktober november december mandag
tirsdag onsdag torsdag fredag lørdag loerdag søndag soendag fodbold håndbold haandbold skole børnehave vuggestue
plejehjem hjemmepleje sygeplejerske pædagog paedagog lærer laerer socialrådgiver rådhus raadhus kontor afdeling job
jobcenter borger personale kollega chef kantine kaffe morgenmad frokost ferie weekend fredagsbar julefrokost jul
paaske påske nytår nytaar fødselsdag foedselsdag familie mor far mormor morfar farmor farfar kærlighed kaerlighed
skat skatter elsker elskerdig jegelskerdig hund kat hest bamse pus prinsesse solskin sol måne maane stjerne blomst
rose jordbær hygge øl vin pizza chokolade københavn koebenhavn kobenhavn århus aarhus odense aalborg ålborg esbjerg
randers kolding horsens vejle roskilde helsingør silkeborg næstved fredericia viborg herning hillerød holstebro
sønderborg frederiksberg gladsaxe jylland sjælland sjaelland fyn bornholm brøndby broendby fck agf mads rasmus mette
anne maria emma ida freja sofie oliver noah william lucas oscar alfred emil christian mathias frederik
"""
COMMON = tuple(_WORDS.split())
