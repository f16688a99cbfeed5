"""Words by which a place is recognised in what people write, apart from the communes, which are content.

All folded as by `gazetteer.fold` (no accents, `saint`, `sint`, `ste` … written `st`). Outside the Region only the
places that are often heard in Brussels stand here, with their names in both languages: postcodes cover the rest.
"""

from __future__ import annotations


def _listed(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(","))


OUTSIDE_PLACES = _listed("""
    vilvoorde, vilvorde, machelen, diegem, zaventem, kraainem, crainhem, wezembeek oppem, wezembeek, tervuren,
    tervueren, overijse, hoeilaart, rhode st genese, st genesius rode, rhode, drogenbos, linkebeek, beersel, dworp,
    alsemberg, st pieters leeuw, leeuw st pierre, dilbeek, groot bijgaarden, grand bigard, asse, zellik, ternat,
    wemmel, meise, grimbergen, strombeek, strombeek bever, halle, hal, lembeek, tubize, tubeke, ruisbroek,
    ruysbroeck, huizingen, steenokkerzeel, melsbroek, kortenberg, londerzeel, merchtem, opwijk, liedekerke,
    affligem, lennik, gooik, waterloo, braine l alleud, eigenbrakel, braine le chateau, rixensart, la hulpe, hulpe,
    terhulpen, genval, lasne, wavre, waver, ottignies, louvain la neuve, lln, nivelles, nijvel, jodoigne, genappe,
    court st etienne, anvers, antwerpen, antwerp, gand, gent, ghent, bruges, brugge, louvain, leuven, malines,
    mechelen, alost, aalst, termonde, dendermonde, ninove, lokeren, st nicolas, st niklaas, courtrai, kortrijk,
    ostende, oostende, ypres, ieper, hasselt, genk, tongres, tongeren, turnhout, diest, tirlemont, tienen,
    charleroi, mons, bergen, la louviere, soignies, enghien, edingen, ath, tournai, doornik, mouscron, moeskroen,
    liege, luik, seraing, verviers, huy, namur, namen, dinant, gembloux, arlon, aarlen, bastogne, lille, rijsel,
    paris, parijs, luxembourg, luxemburg, maastricht, flandre, flandres, vlaanderen, wallonie, brabant wallon,
    brabant flamand, vlaams brabant, waals brabant, vlaamse rand
""")
OUTSIDE_PHRASES = _listed("""
    hors de bruxelles, hors bruxelles, en dehors de bruxelles, pas a bruxelles, pas bruxelles, buiten brussel, niet
    in brussel, niet brussel, outside brussels, not in brussels
""")
# Names that are also everyday words: in a sentence they count only after a word that announces a place.
EVERYDAY_WORDS = _listed("""
    forest, foret, molen, molem, helmet, haren, xl, wb, noh, wsl, wsp, voorst, forst, jett, madou, bailli,
    clemenceau, botanique, gette, elsen, halle, hal, bergen, namen, asse, mons, ath, huy, gand, paris, rhode, gare
    du midi
""")

# What people write around the name of their commune.
FILLERS = _listed("""
    je, j, moi, ik, i, a, au, en, in, te, la, le, les, l, de, du, d, het, een, ma, mijn, my, c, est, is, dat, van,
    dans, sur, commune, gemeente, ville, stad, postcode, code, postal, cp, b, be, bonjour, hello, dag, hallo, salut,
    svp, aub, stp, merci, bedankt, oui, ja, euh, ben, ici, hier, maintenant, nu, actuellement, quartier, wijk, uit,
    bij
""")
LIVING = _listed("""
    habite, habites, habitons, abite, abit, habit, jhabite, jabite, vis, vit, loge, reside, domicilie, domiciliee,
    domicile, adresse, adres, woon, wonen, woont, wone, woonachtig, verblijf, gedomicilieerd, live, living, viens,
    kom, afkomstig
""")
PREPOSITIONS = _listed("a, au, en, in, te, de, du, d, uit, van, sur, bij, commune, gemeente, ville, stad, vers, naar")
# Another tie to a place than living there now, or none at all.
NOT_LIVING = _listed("""
    grandi, ne, naissance, travaille, travaillais, bosse, boulot, ecole, etudie, habitais, vivais, avant,
    ancien, pas, plus, jamais, niet, geen, nooit, not, never, werk, werkte, werken, geboren, opgegroeid, woonde,
    vroeger, school, mere, pere, ami, amie, vriend, moeder, vader, born, work, used, moved
""")
