"""How people say, in French and Dutch, that they or somebody near them are in danger: patterns on folded words.

Folded means lower case, no accents, one space between words, no punctuation (`j ai envie d en finir`). A pattern stands
here when it has hardly any innocent reading; figures of speech ("le métro me tue", "ik lach mij dood") are what the
patterns are drawn around. What is said in other words is left to the classifier.
"""

from __future__ import annotations

import re

_FEW = r"(?:\w+ ){0,3}"

# Mostly of oneself, or of somebody one is afraid for.
_SUICIDE = (
    r"sui[cs]+id\w*|zelfmo+r?d\w*|zelfdoding\w*",
    r"(?:je|jme|j|me|m|se|s|jvai|jv|va|vais|vai|ve|veu|veux|veut|vx) (?:vais |vai |va |v |veux |veu |ve |veut |vx )?(?:me |m |se |s )"
    r"(?:tuer|tue r|pendre|flinguer|flingue|suicider|noyer|buter|foutre en l air|jeter (?:sous|du|par|dans|de|d)|tirer une balle)"
    r"(?! (?:au (?:boulot|travail|taf)|a la tache))",
    r"(?:vais|vai|va|v|veux|veu|ve|vx) me tue",
    r"(?:veux|veu|veut|ve|vx|vouloir|voulais?|voudrai\w*|envie? d[e ]?|prefere\w*|aimerai\w*|besoin de|pense a|parle de|dit qu \w+ veut|je vais|jvais|jveu|jveux) "
    r"(?:juste |plus |seulement |tellement )?(?:mourire?|mourrir|creve[r]?|mort|morte)\b(?! (?:de|d) (?:faim|rire|rir|chaud|soif|honte|ennui|envie|fatigue|stress|trouille))",
    r"(?:veux|veu|veut|ve|vx|vouloir|envie d[e ]?|envi d[e ]?|force d[e ]?|gout d[e ]?|raison d[e ]?) ?(?:pa |pas |plus |plu |pu )?(?:d )?(?:vivre|viv|exister|etre en vie)(?! (?:a|avec|chez|en|dans|ensemble|seul|de) )",
    r"(?:plus|plu|pu|pa|pas) (?:\w+ )?(?:envie?|gout|raison|force|vouloir) d[e ]? ?vivre|arreter de vivre|a quoi bon vivre",
    r"(?:envie?|veux|veu|vais|va) d? ?en finir(?! avec (?!tout|la vie|ma vie|moi))|en finir avec (?:la|ma) vie|finir ma vie",
    r"fin a (?:mes jours|ses jours|ma vie|sa vie)|idees? noires?|pensees? noires?|tentative de s\w*",
    r"mieux (?:mort|morte|sans moi)|etre morte?\b|(?:ne )?plus (?:etre la|me reveiller)|jamais me reveiller|pas me reveiller",
    r"(?:veux|veu|voudrais|envie de) disparaitre(?! de)|(?:lettre|message|mot|sms)s? d adieu|vous dis adieu|adieu tout le monde",
    r"(?:pris|prendre|prend|avale|avaler|prise|gober) (?:\w+ ){0,4}(?:medicaments?|medocs?|cachets?|comprimes?|pilules?|somniferes?)",
    r"(?:saut\w*|jet\w*) (?:du|d un|d une|de la|de mon|sous|par|dans) (?:\w+ )?(?:pont|toit|balcon|fenetre|metro|train|tram|rails?|canal|vide|quai|\w*eme)",
    r"(?:coup\w*|ouvr\w*|taill\w*|tranch\w*) (?:les|mes|ses) (?:veines|bras|poignets)|scarifi\w*|automutil\w*",
    r"(?:me|m|se|s) (?:fais|fait|fasse|faire) (?:du|dumal|mal a)(?: mal)?(?: a moi| a elle| a lui| meme)?(?= |$)(?! (?:au|aux|a la|a l|en|le|la) )",
    r"vie (?:n |ne )?(?:a|vaut) (?:plus|pas|plu) (?:\w+ )?(?:sens|peine)|(?:marre|fatiguee?) (?:de |d )?(?:la |ma )?vi[ev]r?e?\b|corde (?:au cou|pour me)|achete une corde|overdose",
    r"(?:wil|wilt|wou|wilde|zou|liever|beter|wens\w*) (?:ik |hij |zij |ze |het |liefst |gewoon |echt |alleen |nu |al |maar |graag |willen |niet )*"
    r"(?:doo[dt]|sterven|stervn|doodgaan|dood gaan|er niet meer zijn)\b(?! (?:punt|om te|van de|veel|moe))",
    r"doo[dt] (?:wil|wilt|willen|wou|wens)|niet meer (?:wil |wilt |wille |willen )?(?:verder )?lev\w+|nie mer leve|nie meer leve|levensmoe|wil niet meer (?:wakker|bestaan|er zijn)",
    r"(?:me|mij|mezelf|mijzelf|eigen|zich|zichzelf|haarzelf|hemzelf|haar eigen) (?:\w+ )?(?:iets |wat )?(?:aan ?(?:te )?doen|aandoet|van kant|verhangen|ophangen|opknopen|verdrinken|verdoen|vermoorden|doden|ombrengen|snijd\w*|pijn doe\w*)",
    r"snij(?:d|dt)? (?:\w+ )?(?:me|mij|mezelf|in mijn|zichzelf)|polsen over",
    r"eind\w* (?:maken )?aan (?:mijn|haar|zijn|het|dit|me|m n|hun) ?(?:eigen )?leven|er (?:een |n )?eind\w* aan|uit het leven|leven (?:heeft |is )?(?:geen|niks|niets) (?:zin|waard|meer)|(?:geen zin|geen goesting) (?:meer )?(?:in|om) (?:het |mijn |te )?lev\w*",
    r"beter (?:af )?zonder (?:mij|me)|beter (?:dat ik )?dood|afscheidsb\w*|zwarte gedachten?|donkere gedachten?|zie (?:maar )?(?:1|een) uitweg",
    r"(?:alle|al mijn|al haar|veel|te veel|hoop|doos|dozen|strip|pot) (?:\w+ )?(?:pill?en|pilln|medicatie|medicijnen|slaappillen|medicamenten|paracetamol)|overdosis",
    r"(?:spring\w*|gooi\w*|werp\w*|gesprongen) (?:\w+ )?(?:van|voor|onder|uit|in) (?:de |het |een |n |t )?(?:brug|dak|trein|metro|balkon|raam|tram|gebouw|kanaal)|(?:van|voor|onder) (?:de|het|een|n) (?:brug|trein|metro|balkon|dak) (?:te |ga |gaan |wil )?(?:spring\w*|gaan|liggen|staan)",
    r"(?:want|going) to (?:die|kill myself)|kill myself|suicidal|end my life|bghit nmout",
    r"(?:de|a|va|pour|vouloir|essaye?r?|menace de|envie de) (?:me|se|s|m) (?:tuer|pendre|suicider|noyer|jeter|foutre en l air)(?! (?:au|a la))|jvai me tu\w*|me tuer? (?:ce soir|cette nuit|demain|maintenant)",
    r"(?:comment|facon de|moyen de) (?:mourir|se tuer|me tuer)(?! de)|(?:vais|vai|va|envie de|pense a|pense de|je) saute?r?(?= |$)(?! (?:une|des|un|le|la|les|de joie|sur|ce|cette))|personne (?:ne )?(?:me regrettera|va me regretter|me pleurera)|(?:plus|pas) (?:la|de ce monde) demain|adieu\b|pret\w* a partir pour toujours|vive la mort|crever serait",
    r"(?:ga|wil|sta|denk\w*|dreigt?|klaar) (?:\w+ ){0,5}spring\w*|hang (?:mij|me|mezelf) op|verdrink (?:mij|me|mezelf)|(?:touw|koord) (?:gekocht|klaar|om mijn)|kogel door|(?:schiet|schieten) (?:mij|me|mezelf)",
    r"hoe (?:kan|moet) ik (?:sterven|doodgaan|mij doden)|(?:als|dat|wanneer) ik (?:er niet meer ben|dood ben|sterf)|dood (?:is )?beter|(?:nooit|niet) meer wakker|niemand (?:gaat|zal) (?:mij|me) missen|vaarwel\b|verdwijnen voor altijd|voor altijd verdwijnen|(?:het is|tis) (?:gedaan|afgelopen) met (?:mij|me)|leven (?:zo )?moe|zelf ?moort|geen morgen meer",
    r"(?:zelfmoord)?poging (?:gedaan|mislukt|ondernomen)|doe[nt]? (?:zichzelf|mezelf|zijn eigen|mijn eigen|haar eigen) (?:\w+ )?pijn|(?:mezelf|zichzelf|mij) gesneden|pillen (?:gespaard|gepakt|geslikt|genomen|doorgeslikt)",
)
_WHO = r"(?:mari|copain|mec|ex|pere|mere|papa|maman|frere|soeur|conjoint|compagnon|partenaire|oncle|tonton|fils|beau pere|voisin|homme|patron|il|elle|on|ils|femme|cousin|cousine|belle mere|mere|grand frere)"
_VICTIM = r"(?:me|m|ma|mes|nous|la|le|les|l|sa|son|ses|mon)"
_VIOLENCE = (
    rf"{_WHO} (?:\w+ )?{_VICTIM} ?(?:a |ont |fait )?(?:frapp?\w*|tabass\w*|tap[ep]?\w*|bats?|ba|battu\w*|cogn\w*|gifl\w*|etrangl\w*|viol\w*|maltrait\w*|brutalis\w*|poignard\w*|sequestr\w*|enferm\w*|pousse\w*)\b(?! a bout)",
    r"(?:frapp\w+|tabass\w+|cogn\w+|maltrait\w+) (?:\w+ )?(?:moi|sa femme|ma fille|mon fils|ma soeur|ma mere|les enfants|enfants?|par)|(?:homme|mec|type) frappe une|mari (?:frapper|frape|tape|taper|bat) (?:moi|femme)",
    r"(?:femme|fille|fils|enfants?|soeur|mere) battue?s?|se fait (?:battre|taper|frapper|violer|tabasser)|(?:suis|etre|ete|etait) (?:frapp|batt|viol|tabass|etrangl|sequestr|maltrait|poignard)\w*",
    r"violences? (?:conjug\w*|domesti\w*|famili\w*|intrafam\w*|sexuel\w*|physi\w*|a la maison|de mon)|violee?s?\b|viol\b",
    r"leve\w* la main sur|(?:recoi\w*|recu|donne\w*|pris) (?:\w+ )?(?:coups?|gifles?|baffes?)(?! de (?:fil|main|tel))|coups? de (?:couteau|poing|ceinture|pied a)|bleus? sur (?:le|mon|les|mes)",
    r"peur (?:de |d |qu )(?:mon (?:mari|ex|copain|pere|frere|compagnon|conjoint|mec)|ma mere|lui|il (?:me|revienne|nous))",
    r"menac\w* (?:\w+ )?(?:de (?:me|nous|la|le) |de mort|avec un|de tuer|mort)|(?:va|veut|vont|veu) (?:me|nous|la|le) (?:tuer|tue|frapper|egorger)",
    r"mari\w* (?:de )?force\w*|forcee? a me marier|excis\w+|attouchements?|incest\w*|abus\w* sexuel\w*|agress\w* sexuel\w*|touche\w* (?:sexuel\w*|entre les|partout|mes seins)",
    r"(?:enferme\w*|sequestr\w*) (?:\w+ )?(?:chez|a la maison|a clef?|dans (?:la|ma|une))|(?:empeche|interdit|laisse pas) (?:\w+ )?(?:de )?sortir|oblige\w* a (?:coucher|faire l amour|faire des choses|me prostituer)|sexe contre|controle (?:mon|tout mon|mes) (?:telephone|gsm|argent|sorties|messages)",
    r"(?:slaa[gt]t?|sla|sloeg|klopt|klop|klopte|schopt|schopte|stampt|mept|wurgt|bedreigt|duwt|bijt|trapt) (?:\w+ )?(?:mij|me|m|ons|haar|hem|zijn (?:vrouw|kind\w*)|mijn (?:zoon|dochter|zus|moeder|kind\w*|mama)|de kinderen|kinderen)\b(?! met verstomming| over)",
    r"(?:mij|me|ons|haar|hem|mijn \w+|zijn vrouw|zijn \w+|vrouw) (?:\w+ )?(?:slaat|sloeg|geslagen|geslage|geklopt|geslaan|klopt|schopt|wurgt|wurgde|bedreigt|bedreigd|verkracht\w*|mishandel\w*)\b",
    r"verkracht\w*|mishandel\w*|aangerand\w*|aanrand\w*|(?:huiselijk|partner|intrafamiliaal|familiaal) ?geweld|incest|misbruikt?\b|geweld (?:thuis|van mijn)|gewelddadig\w* (?:man|vriend|partner|vader|thuis)|(?:man|vriend|partner|vader|ex) (?:is )?(?:\w+ )?gewelddadig",
    r"(?:word\w*|werd|werden|ben) (?:\w+ ){0,3}(?:geslagen|geslage|geklopt|bedreigd|gewurgd|opgesloten|gestalkt|afgeranseld)|(?:krijg|geen|weer) slaag|slaag (?:krijg|gekregen|van|te krijgen)|(?:man|hij|iemand) (?:\w+ )?slaat? (?:een |zijn |haar )|slaat een man|aan het slaan|(?:mep|meppen|klappen|slagen) (?:krijg\w*|gekregen|gehad|van)|krijg (?:slagen|klappen|slaag)|blauw\w* (?:oog|plekken)",
    r"(?:bang|schrik) (?:van|voor) (?:mijn|men) (?:man|ex|vriend|vader|broer|partner|papa|lief)|uithuwelijk\w*|(?:gedwongen|verplicht) (?:te )?(?:huwelijk|trouw\w*)|(?:sluit|sloot) (?:mij|me|ons) op|mag niet buiten van|(?:gaat|wil|zal|ga) (?:mij|me|ons|haar) (?:vermoorden|doden|afmaken|doodslaan|dood doen|kapot maken|kapotmaken)",
    r"(?:hij|ze|man|vriend|ex) controleert (?:mijn|al mijn|alles)|(?:beats|hits|rapes|raped) me",
    r"homme violent|violent avec (?:moi|nous|mes|les)|victime de (?:violence|coups|viol)|coups et|(?:eviter|peur|marre) (?:de |des |les )coups|(?:il|mari|copain|pere|elle) (?:\w+ ){0,4}(?:tape|frappe|cogne|gifl\w*)(?= |$)|recommence a (?:frapper|taper|me)|(?:griffe|mord|brule|bruler)(?:e)? si|m (?:a )?(?:tiree? par les cheveux|a casse le|a pousse\w*|a brule\w*|a etrangle\w*|a gifle\w*)|me (?:gif+le|griffe|mord)\w*",
    r"menass?\w* de mor\w*|me menace\w*|photos? (?:de moi )?nue?s?|touche\w* (?:\w+ )?(?:moi|ma petite|ma soeur|mon enfant|ma fille)|(?:m a|me) touche\w* (?:et|la|le|quand|tout)|me prostituer|prostitution|garde enfermee?|me garde enferme\w*|bleus (?:partout|a cause)|prend tout mon argent",
    r"(?:slaan|slagen|kloppen|slaa) (?:mij|me|ons|vrouw|kind\w*)|geslagen vrouw|man slaan|(?:hij|ze|man|vriend|vader|papa) (?:\w+ ){0,4}(?:slaat|slaagt|klopt|mept)(?= (?:en|als|als ik|elke|iedere|weer|terug|dan|altijd|vaak)|$)|slagen en|gewurgd|keel dicht|van de trap geduwd|arm gebroken door|heeft mijn (?:arm|neus|been|tand) gebroken",
    r"(?:dwing\w*|forceer\w*|verplicht\w*) (?:mij|me|haar) (?:\w+ )?(?:in bed|tot seks|te trouwen|om te trouwen|tot)|tegen mijn wil|doen trouwen|besnijd\w*|prostitutie|seks (?:in plaats|voor|tegen)|laat (?:mij|me) niet buiten|naaktfoto\w*|slachtoffer van|dreigt (?:met|mij|me|ons|alles|om)|in brand steek\w*|(?:baas|man|nonkel|vader|leraar) (?:\w+ )?(?:zit|komt) aan (?:mij|mijn|haar)|bang thuis|durf niet (?:naar huis|meer naar huis|thuis)",
)
_DANGER = (
    r"au secour\w*|o secour\w*|sos|a l ?aide (?:vite|svp|je)|(?:appel\w*|apel\w*|envoy\w*|vite|besoin d) (?:\w+ )?(?:la police|une? ambul\w*|les? pompiers?|les secours|le 112)|ambulance (?:vite|svp|maintenant)",
    r"crise cardiaque|infarctus|(?:fait|fais) une? avc|arret cardiaque|inconscient\w*|evanoui\w*|perdu connaissance|respire (?:plus|pas|plu|mal)|(?:peux|peu|arrive|veux|sais) (?:pas|plus|plu) (?:a )?respir\w*|saigne (?:beaucoup|fort|trop|bcp|de)|(?:beaucoup|plein|bcp) de sang|perd\w* du sang|convuls\w*",
    r"(?:le|au|en|y a|il y a un) (?:feu|incendie) (?:a|chez|dans|au|il|vite)|incendie (?:chez|dans|maintenant)|\bau feu(?! vert| rouge)|(?:fuite|odeur) de gaz|sent le gaz|(?:maison|appart\w*|immeuble|cuisine) (?:brule|en feu|prend feu)|monoxyde",
    r"accident (?:grave|de voiture|de la route|maintenant)|renverse\w* par|(?:avec|un) (?:un )?(?:couteau|fusil|pistolet|revolver|flingue|cutter) (?:sur|a la|sous|dans|contre|dehors|devant|et)|avec un (?:couteau|fusil|pistolet|flingue|arme)|coups? de feu|\btire(?:nt)? (?:sur|dans la rue)",
    r"kidnapp\w*|enlevee? (?:par|de force)|sequestr\w*|(?:on|ils|il|mec|homme) (?:\w+ )?(?:m a |m ont |vient de m |me )(?:agress\w*|attaqu\w*|braqu\w*|poursui\w*)\b|(?:homme|mec|type|inconnu|on|quelqu un|voiture) (?:\w+ )?me sui(?:t|vent)\b|me suit (?:dans|depuis|jusqu)|agressee? (?:dans|par|ce|hier|maintenant)|(?:essaie|essaye|tente)\w* d (?:entrer|ouvrir)",
    r"(?:suis|est|sommes|vie|etre|moi) (?:\w+ )?en danger|danger de mort|urgence (?:vitale|medicale)|(?:bu|avale) (?:\w+ )?(?:javel|produit|poison|detergent|pile)|empoisonn\w*",
    r"^hel+up$|^help (?:help|mij|me|ons|snel|aub|vite)$|hartaanval|krijgt? een beroerte|bewusteloos|flauw ?gevallen|adem\w* niet|(?:kan|krijg) (?:niet|geen|nie) (?:meer )?(?:adem\w*|lucht)|bloed (?:hard|veel|zwaar|erg)|bloedt (?:hard|veel|zwaar|erg)|(?:veel|overal) bloed|verlies\w* (?:veel )?bloed",
    r"(?:bel|stuur|snel|nodig|moet|roep) (?:\w+ ){0,2}(?:ambulance|ziekenwagen|politie|flikken|brandweer|112)|(?:ambulance|ziekenwagen|politie) (?:nodig|snel|nu|aub)",
    r"(?:huis|appartement|keuken|gebouw|het|kamer) (?:staat )?(?:in brand|brandt)|brand (?:bij|in|op|uitgebroken|hier)|gaslek|ruik\w* (?:\w+ )?gas\b|gas ruik\w*|gasgeur|\bco vergiftig\w*",
    r"(?:zwaar|erg|ernstig) ongeval|aangereden|omver ?gereden|(?:iemand|man|mannen|hij|zij|ze|ex) (?:achter)?volg\w* (?:mij|me)\b|word (?:\w+ )?(?:achtervolgd|gevolgd|aangevallen)|achtervolg\w*|(?:proberen|probeert|prob) (?:\w+ )?binnen|inbrekers?|breekt in|ingebroken (?:nu|terwijl|en)",
    r"neergestoken|gestoken door|met (?:een |n )?(?:mes|messen|pistool|geweer|hamer|bijl)\b|mes op (?:mijn|haar)|vuurwapen|geschoten|schieten (?:op|buiten)|ontvoer\w*|vastgehouden|gijzel\w*|overvallen (?:op|in|door)|beroofd|aangevallen",
    r"(?:ben|zijn|is|leven|kind\w*) (?:\w+ )?in (?:gevaar|levensgevaar|nood)\b|levensgevaar|noodgeval|(?:bleekwater|javel|gif|vergif) (?:\w+ )?(?:gedronken|geslikt)|vergiftigd",
    r"(?:une?|avec|son|la|le|lui) (?:\w+ )?(?:arme|couteau|pistolet|fusil|machette|barre de fer)\b|(?:met|een|n|zijn|het) (?:\w+ )?(?:wapen|mes|pistool|machete|ijzeren staaf)\b(?! (?:de cuisine|a pain|a beurre))|homme couteau|man mes\b|des couteaux",
    r"^(?:une? )?(?:ambulance|pompiers?|police|politie|brandweer|ziekenwagen|danger|gevaar|urgence|noodgeval|112|101|sos)(?: (?:vite|svp|aub|snel|help|maintenant|nu))*$|police vite|politie vite|apel\w* (?:la )?poli\w*",
    r"(?:se reveille|bouge|reagit) (?:pas|plus|plu)\b|(?:wordt|word) niet wakker|beweegt niet|reageert niet|geen adem|ligt op de grond|tombee? (?:du|de la|dans l|de l)(?: \w+){0,3} (?:saigne|bouge|sang|inconscient)|(?:et|il|elle) saigne\b|bloedt\b|vol bloed|(?:sang|san|bloed) (?:partou\w*|overal)",
    r"(?:se|me) noie|verdrinkt|cass\w* (?:la|ma) porte|(?:trapp\w*|stamp\w*|slaan) (?:mijn|de) deur|(?:vouloir|veut|veulent|voulu|essaye de|chercher?n?t? (?:\w+ ){0,2}pour) (?:\w+ )?(?:tuer|tue)\b|tuer moi|dood ?maken|tout faire sauter|op te blazen|de la fumee|komt rook|rook (?:onder|uit)",
    r"mal (?:a|dans) (?:la|ma) poitrine|pijn (?:in|op|aan) (?:mijn |de )?borst|sens plus mon bras|voel mijn arm niet|cachee? (?:dans|aux|sous|chez)|verstop (?:mij|me)|(?:crains|peur) pour (?:ma|sa|notre) vie|(?:vrees|bang) voor mijn leven|(?:me retient|retenue?) (?:\w+ )?(?:ici|contre|de force)|on m attaque|doodsbedreig\w*|gedrogeerd|drogue\w* (?:mon|dans|a mon)|schoten|coups? de feu|(?:buurman|iemand|hij|man) schiet|(?:opgesloten|enferme\w*) (?:\w+ ){0,2}(?:in|dans|au) |(?:komen|gaan|venir|vont) (?:\w+ ){0,2}(?:mij|me) (?:\w+ )?(?:kloppen|slaan|frapper|tuer)|hij is (?:hier|in huis|binnen)|il est (?:la|dans la maison|en bas|derriere la porte)",
)
_WHERE_FR = r"(?:dehors|rue|gare|metro|voiture|auto|parc|squat|hall|escaliers?|banc|cave|station|pont|tente|trottoir)"
_WHERE_NL = r"(?:buiten|straat|station|noordstation|zuidstation|auto|wagen|park|metro|kraakpand|kelder|tent|bank|inkomhal|trappenhuis|portiek)"
_HOMELESS = (
    rf"(?:dors|dort|dormir|dormons|dorment|dor|jdor|jdors|dormi|passe\w* (?:la|ma|mes) nuits?|nuit) (?:\w+ ){{0,3}}{_WHERE_FR}\b",
    r"(?:suis|est|sommes|vis|vit|me retrouve|mis|mise|vivre|jsui|jsuis) (?:\w+ ){0,3}(?:a la rue|ala rue|sur le trottoir|sdf|sans abri|sans toit|sans logement)\b|(?:a la rue|dehors|sans abri|sans toit) (?:\w+ ){0,3}(?:ce soir|cette nuit|depuis|avec (?:mes|mon|ma|deux|2))",
    r"(?:nulle part|pas d endroit|plus d endroit|pas de place|pas ou|plus ou|ou|endroit|place|lit|abri|quelque part) (?:\w+ ){0,4}(?:dormir|domir|passer la nuit)|(?:lit|place|abri|hebergement|logement|chambre|foyer|dormir) (?:\w+ )?(?:pour )?(?:ce soir|cette nuit|ste nuit)|nulle part ou aller|ou aller (?:ce soir|cette nuit)",
    r"(?:mise? dehors|jetee? dehors) (?:par (?:mon|ma|mes|le prop\w*)|ce soir|cette nuit|avec)|mise? (?:a la porte|a la rue)(?! (?:de|du|par) (?:mon |ma |la |l |mon ancien )?(?:boulot|travail|taf|job|boite|formation|cours|entreprise|usine|patron|chef))|(?:vien[st]|viennent) (?:d |de )(?:m |me |nous |etre |m etre )?(?:expuls\w*|jete\w*|vire\w* de (?:chez|mon appart\w*))|expulsee? (?:ce|aujourd|hier|sans)|chang\w* (?:la serrure|les serrures)",
    r"hebergement d urgence|abri de nuit|accueil de nuit|^(?:sdf|sans abri|sans domicile fixe)$|plus de (?:toit|chez moi|maison)|pas de toit",
    rf"sl[ao]+p\w* (?:\w+ ){{0,4}}{_WHERE_NL}\b|{_WHERE_NL} (?:\w+ ){{0,2}}slap\w*|nacht (?:\w+ ){{0,3}}{_WHERE_NL}\b",
    r"(?:sta|staan|staat|zit|zitten|leef|leven|beland\w*|gezet|gegooid|gesmeten|zet|slaapt?) (?:\w+ ){0,3}op straat\b(?! als| bij de| sinds mijn ontslag)|op straat (?:\w+ ){0,2}(?:gezet|gegooid|beland|vannacht|vanavond|met mijn)(?! bij)",
    r"\bdakl?o+s\b|thuisloos|geen (?:dak|slaapplaats|onderdak)|nergens (?:\w+ )?(?:waar )?(?:te |om te |kunnen )?sl[ao]+p\w*|nergens (?:\w+ )?(?:naartoe|heen|terecht)|waar (?:\w+ ){0,3}slap\w*|plaats om te slapen",
    r"(?:bed|slaapplaats|slaapplek|onderdak|opvang|kamer|plek) (?:voor )?(?:\w+ ){0,2}(?:vannacht|deze nacht|vanavond|dees nacht)|nachtopvang|noodopvang|(?:ouders|man|vrouw|huisbaas|vader|moeder|tante|vriend\w*|mama|papa) (?:\w+ ){0,6}buiten ?(?:gezet|gegooid|gesmeten)|buiten ?(?:gezet|gegooid|gesmeten) (?:\w+ ){0,4}(?:thuis|vannacht|kinderen|huis)|aan de deur gezet|(?:slot|sloten) (?:\w+ )?(?:veranderd|gewisseld)|veranderde het slot",
    r"(?:sdf|buiten|dehor\w*|ala rue|a la rue) (?:ce soir|cette nuit|vannacht|vanavond)|(?:jdor|je dor|dor) \w*dehor\w*|squatte? (?:une?|dans) |zit in een kraakpand|(?:perdu|plus|geen|pas) (?:\w+ )?(?:logement|appart\w*|kot|huis|maison|chambre) (?:\w+ ){0,5}(?:dor\w*|slap\w*|slaap|lig|buiten|dehors|rue)|dors chez (?:personne|l un|des gens)",
    r"k?slaap (?:buiten|op|onder|in (?:de|het|een|mijn) (?:auto|station|metro|park|tent|wagen))|onder (?:een|de) brug|(?:zette|gooide|smeet|gezet|jete\w*|foutue?) (?:\w+ ){0,4}(?:buiten|dehors|op de stoep)(?! (?:de|du|bij|van) )|uit (?:mijn|ons|het) huis gezet|uit huis gezet|(?:leef\w*|lig|zit) (?:\w+ ){0,4}buiten\b|sur le trottoir avec|samusocial (?:plaats|place|lit|bed|vannacht|ce soir)",
)
_CHILD = (
    r"(?:enfants?|bebes?|petite?s?|fille|fils|gamine?s?|gosses?|niece|neveu|eleve|frere|soeur|ado) (?:\w+ ){0,4}(?:battu\w*|maltrait\w*|viole\w*|en danger|disparu\w*|enferme\w*|abuse\w*|fugue\w*|pas rentre\w*|tout seul|toute seule|kidnapp\w*|seuls? (?:a la maison|la nuit))",
    r"maltraitance|fugue\w*|disparue? depuis|pas rentree? (?:de l ecole|depuis|a la maison|cette nuit)|pedophil\w*|protection de l enfance",
    r"(?:papa|mama|vader|moeder|stiefvader|stiefmoeder|nonkel|opa|meester|juf|broer|ouders) (?:\w+ ){0,2}(?:slaat|slaan|klopt|kloppen|sloeg|mept|zit aan|komt aan|sluit|raakt)",
    r"(?:kind|kinderen|kindje|zoon|dochter|zoontje|dochtertje|neefje|nichtje|neef|nicht|baby|zusje|broertje|meisje|jongen) (?:\w+ ){0,4}(?:geslagen|mishandeld|misbruikt|vermist|alleen thuis|in gevaar|opgesloten|weggelopen|verdwenen|niet thuis ?gekomen|ontvoerd|verwaarloosd)|kindermishandel\w*|kinderen alleen|verwaarlo\w*|weggelopen van thuis|drugs (?:verkopen|vervoeren)",
    r"(?:enleve\w*|vole\w*|kidnappe\w*) (?:mon|mes|ma|nos|l) ?(?:enfants?|fils|fille|bebe)|(?:ne|pas) (?:les |la |le )?ramene\w* pas|(?:kind\w*|zoon|dochter|enfants?) (?:\w+ ){0,3}(?:meegenomen|is weg|est parti\w*|pas revenu\w*)\b|breng\w* (?:ze|hem|haar) niet terug|vermist\w*|kwam niet thuis|niet thuis (?:van|na)",
    r"me touche j ai \d+|j ai (?:\d|1[0-7]) ans (?:et )?(?:\w+ ){0,4}(?:frappe|bat|touche|tape|peur|dehors|fugue)|(?:dehors|rue|frappe|tape|touche|enfui\w*) j ai (?:\d|1[0-7]) ans|me suis enfuie?|enfuie? de chez|films? de sexe|vieze film\w*|(?:marques?|traces?) (?:de ceinture|de coups|dans le dos)|striemen|seul\w* avec un homme violent|(?:suit|volgt|parle a|aborde) (?:ma|mon|mijn) (?:fille|fils|enfant|dochter|zoon|kind)|(?:boit|drinkt) (?:\w+ ){0,5}(?:faim|honger|oublie|vergeet)|je suis (?:un enfant|mineure?) (?:\w+ ){0,4}(?:peur|enfui\w*|seul\w*|dehors)|ik ben een kind|niet veilig bij|doe[nt]? (?:\w+ )?(?:zus|zusje|broer|kind|mij|me) pijn|fe?\w* du mal a (?:ma|mon)|zit aan (?:mijn )?(?:zus\w*|dochter|kind|zoon)",
)
# Somebody who wants to work with people in need speaks of the same things.
_WORK = re.compile(
    r"\b(?:benevol\w*|volontaire|metier|educat\w+|animat\w+|mediat\w+|vrijwillig\w*|beroep|opvoed\w+|opleiding|formation"
    r"|werken (?:in|bij|met)|travailler (?:au|a|dans|avec|pour)|aider les)\b"
)
_ALWAYS = re.compile(r"\b(?:" + "|".join((*_SUICIDE, *_VIOLENCE, *_DANGER)) + r")\b")
_UNLESS_WORK = re.compile(r"\b(?:" + "|".join((*_HOMELESS, *_CHILD)) + r")\b")


def speaks_of_danger(folded: str) -> bool:
    """True when one of the patterns is in a folded text."""
    if _ALWAYS.search(folded) is not None:
        return _WORK.search(folded) is None or len(folded) > 120 or _SURE_WORDS.search(folded) is not None
    return _UNLESS_WORK.search(folded) is not None and _WORK.search(folded) is None


# These are said of oneself even when the sentence names a training as well.
_SURE_WORDS = re.compile(r"\b(?:me suicider|me tuer|mourir|me frappe|me bat|slaat mij|slaat me|zelfmoord plegen|wil dood)\b")
