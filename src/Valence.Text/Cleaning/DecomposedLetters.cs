using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>Letters with marks, each as the letter and its marks one by one.</summary>
/// <remarks><see cref="string.Normalize()"/> changes nothing where a program runs with InvariantGlobalization, as the
/// command line does. These are the canonical decompositions of Unicode's basic plane into two characters; those of
/// Hangul are computed.</remarks>
internal static class DecomposedLetters
{
    private const int FirstSyllable = 0xAC00;
    private const int Syllables = 11172;
    private const int Vowels = 21;
    private const int Finals = 28;

    /// <summary>Of each mark the letters without it, each followed by the letter with it.</summary>
    private static readonly Dictionary<string, string> ByMark = new(StringComparer.Ordinal)
    {
        ["\u0300"] = "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹЕЀИЍеѐиѝĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳἀἂἁἃἈἊἉἋἐἒἑἓ"
            + "ἘἚἙἛἠἢἡἣἨἪἩἫἰἲἱἳἸἺἹἻὀὂὁὃὈὊὉὋὐὒὑὓὙὛὠὢὡὣὨὪὩὫαὰεὲηὴιὶοὸυὺωὼΑᾺΕῈΗῊ᾿῍ϊῒΙῚ῾῝ϋῢΥῪ¨῭ΟῸΩῺ",
        ["\u0301"] = "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿ\u0308\u0344¨΅ΑΆΕΈΗΉ"
            + "ΙΊΟΌΥΎΩΏϊΐαάεέηήιίϋΰοόυύωώϒϓГЃКЌгѓкќÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêế"
            + "ÔỐôốƠỚơớƯỨưứἀἄἁἅἈἌἉἍἐἔἑἕἘἜἙἝἠἤἡἥἨἬἩἭἰἴἱἵἸἼἹἽὀὄὁὅὈὌὉὍὐὔὑὕὙὝὠὤὡὥὨὬὩὭ᾿῎῾῞",
        ["\u0302"] = "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ",
        ["\u0303"] = "AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ",
        ["\u0304"] = "AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳИӢиӣУӮуӯGḠgḡḶḸḷḹṚṜṛṝαᾱΑᾹιῑΙῙυῡΥῩ",
        ["\u0306"] = "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўЖӁжӂАӐаӑЕӖеӗȨḜȩḝẠẶạặαᾰΑᾸιῐΙῘυῠΥῨ",
        ["\u0307"] = "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋYẎ"
            + "yẏſẛ",
        ["\u0308"] = "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸΙΪΥΫιϊυϋϒϔЕЁІЇеёіїАӒаӓӘӚәӛЖӜжӝЗӞзӟИӤиӥОӦоӧӨӪөӫЭӬэӭУӰуӱЧӴчӵЫӸыӹHḦ"
            + "hḧÕṎõṏŪṺūṻWẄwẅXẌxẍtẗ",
        ["\u0309"] = "AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ",
        ["\u030A"] = "AÅaåUŮuůwẘyẙ",
        ["\u030B"] = "OŐoőUŰuűУӲуӳ",
        ["\u030C"] = "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ",
        ["\u030F"] = "AȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕѴѶѵѷ",
        ["\u0311"] = "AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ",
        ["\u0313"] = "αἀΑἈεἐΕἘηἠΗἨιἰΙἸοὀΟὈυὐωὠΩὨρῤ",
        ["\u0314"] = "αἁΑἉεἑΕἙηἡΗἩιἱΙἹοὁΟὉυὑΥὙωὡΩὩρῥΡῬ",
        ["\u031B"] = "OƠoơUƯuư",
        ["\u0323"] = "BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ",
        ["\u0324"] = "UṲuṳ",
        ["\u0325"] = "AḀaḁ",
        ["\u0326"] = "SȘsșTȚtț",
        ["\u0327"] = "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ",
        ["\u0328"] = "AĄaąEĘeęIĮiįUŲuųOǪoǫ",
        ["\u032D"] = "DḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ",
        ["\u032E"] = "HḪhḫ",
        ["\u0330"] = "EḚeḛIḬiḭUṴuṵ",
        ["\u0331"] = "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ",
        ["\u0338"] = "\u2190\u219A\u2192\u219B\u2194\u21AE\u21D0\u21CD\u21D4\u21CE\u21D2\u21CF\u2203\u2204"
            + "\u2208\u2209\u220B\u220C\u2223\u2224\u2225\u2226\u223C\u2241\u2243\u2244\u2245\u2247"
            + "\u2248\u2249=\u2260\u2261\u2262\u224D\u226D<\u226E>\u226F\u2264\u2270\u2265\u2271"
            + "\u2272\u2274\u2273\u2275\u2276\u2278\u2277\u2279\u227A\u2280\u227B\u2281\u2282\u2284"
            + "\u2283\u2285\u2286\u2288\u2287\u2289\u22A2\u22AC\u22A8\u22AD\u22A9\u22AE\u22AB\u22AF"
            + "\u227C\u22E0\u227D\u22E1\u2291\u22E2\u2292\u22E3\u22B2\u22EA\u22B3\u22EB\u22B4\u22EC"
            + "\u22B5\u22ED\u2ADD\u2ADC",
        ["\u0342"] = "ἀἆἁἇἈἎἉἏἠἦἡἧἨἮἩἯἰἶἱἷἸἾἹἿὐὖὑὗὙὟὠὦὡὧὨὮὩὯαᾶ¨῁ηῆ᾿῏ιῖϊῗ῾῟υῦϋῧωῶ",
        ["\u0345"] = "ἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἈᾈἉᾉἊᾊἋᾋἌᾌἍᾍἎᾎἏᾏἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗἨᾘἩᾙἪᾚἫᾛἬᾜἭᾝἮᾞἯᾟὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὨᾨὩᾩὪᾪὫᾫ"
            + "ὬᾬὭᾭὮᾮὯᾯὰᾲαᾳάᾴᾶᾷΑᾼὴῂηῃήῄῆῇΗῌὼῲωῳώῴῶῷΩῼ",
        ["\u05B4"] = "\u05D9\uFB1D",
        ["\u05B7"] = "\u05F2\uFB1F\u05D0\uFB2E",
        ["\u05B8"] = "\u05D0\uFB2F",
        ["\u05B9"] = "\u05D5\uFB4B",
        ["\u05BC"] = "\u05D0\uFB30\u05D1\uFB31\u05D2\uFB32\u05D3\uFB33\u05D4\uFB34\u05D5\uFB35\u05D6\uFB36"
            + "\u05D8\uFB38\u05D9\uFB39\u05DA\uFB3A\u05DB\uFB3B\u05DC\uFB3C\u05DE\uFB3E\u05E0\uFB40"
            + "\u05E1\uFB41\u05E3\uFB43\u05E4\uFB44\u05E6\uFB46\u05E7\uFB47\u05E8\uFB48\u05E9\uFB49"
            + "\u05EA\uFB4A",
        ["\u05BF"] = "\u05D1\uFB4C\u05DB\uFB4D\u05E4\uFB4E",
        ["\u05C1"] = "\u05E9\uFB2A\uFB49\uFB2C",
        ["\u05C2"] = "\u05E9\uFB2B\uFB49\uFB2D",
        ["\u0653"] = "\u0627\u0622",
        ["\u0654"] = "\u0627\u0623\u0648\u0624\u064A\u0626\u06D5\u06C0\u06C1\u06C2\u06D2\u06D3",
        ["\u0655"] = "\u0627\u0625",
        ["\u093C"] = "\u0928\u0929\u0930\u0931\u0933\u0934\u0915\u0958\u0916\u0959\u0917\u095A\u091C\u095B"
            + "\u0921\u095C\u0922\u095D\u092B\u095E\u092F\u095F",
        ["\u09BC"] = "\u09A1\u09DC\u09A2\u09DD\u09AF\u09DF",
        ["\u09BE"] = "\u09C7\u09CB",
        ["\u09D7"] = "\u09C7\u09CC",
        ["\u0A3C"] = "\u0A32\u0A33\u0A38\u0A36\u0A16\u0A59\u0A17\u0A5A\u0A1C\u0A5B\u0A2B\u0A5E",
        ["\u0B3C"] = "\u0B21\u0B5C\u0B22\u0B5D",
        ["\u0B3E"] = "\u0B47\u0B4B",
        ["\u0B56"] = "\u0B47\u0B48",
        ["\u0B57"] = "\u0B47\u0B4C",
        ["\u0BBE"] = "\u0BC6\u0BCA\u0BC7\u0BCB",
        ["\u0BD7"] = "\u0B92\u0B94\u0BC6\u0BCC",
        ["\u0C56"] = "\u0C46\u0C48",
        ["\u0CC2"] = "\u0CC6\u0CCA",
        ["\u0CD5"] = "\u0CBF\u0CC0\u0CC6\u0CC7\u0CCA\u0CCB",
        ["\u0CD6"] = "\u0CC6\u0CC8",
        ["\u0D3E"] = "\u0D46\u0D4A\u0D47\u0D4B",
        ["\u0D57"] = "\u0D46\u0D4C",
        ["\u0DCA"] = "\u0DD9\u0DDA\u0DDC\u0DDD",
        ["\u0DCF"] = "\u0DD9\u0DDC",
        ["\u0DDF"] = "\u0DD9\u0DDE",
        ["\u0F72"] = "\u0F71\u0F73",
        ["\u0F74"] = "\u0F71\u0F75",
        ["\u0F80"] = "\u0FB2\u0F76\u0FB3\u0F78\u0F71\u0F81",
        ["\u0FB5"] = "\u0F40\u0F69\u0F90\u0FB9",
        ["\u0FB7"] = "\u0F42\u0F43\u0F4C\u0F4D\u0F51\u0F52\u0F56\u0F57\u0F5B\u0F5C\u0F92\u0F93\u0F9C\u0F9D"
            + "\u0FA1\u0FA2\u0FA6\u0FA7\u0FAB\u0FAC",
        ["\u102E"] = "\u1025\u1026",
        ["\u1B35"] = "\u1B05\u1B06\u1B07\u1B08\u1B09\u1B0A\u1B0B\u1B0C\u1B0D\u1B0E\u1B11\u1B12\u1B3A\u1B3B"
            + "\u1B3C\u1B3D\u1B3E\u1B40\u1B3F\u1B41\u1B42\u1B43",
        ["\u3099"] = "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷ"
            + "ヰヸヱヹヲヺヽヾ",
        ["\u309A"] = "はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
    };

    private static readonly Dictionary<char, string> Parts = ByMark
        .SelectMany(entry => Enumerable.Range(0, entry.Value.Length / 2)
            .Select(i => (Composed: entry.Value[2 * i + 1], Parts: entry.Value[2 * i] + entry.Key)))
        .ToDictionary(entry => entry.Composed, entry => entry.Parts);

    /// <summary>The text with every letter taken apart, marks that follow each other in the order of their
    /// codes.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var parts = new List<char>(text.Length * 2);
        foreach (var letter in text) Add(letter, parts);
        for (var i = 0; i < parts.Count; i++)
        {
            var end = i;
            while (end < parts.Count && IsMark(parts[end])) end++;
            if (end - i > 1) parts.Sort(i, end - i, null);
            i = Math.Max(i, end - 1);
        }
        return new([.. parts]);
    }

    /// <summary>Whether a character is a mark on the letter before it, or a part of a syllable of Hangul.</summary>
    public static bool IsPart(char sign) => IsMark(sign) || sign is >= '\u1100' and <= '\u11FF';

    private static bool IsMark(char sign) => char.GetUnicodeCategory(sign)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static void Add(char letter, List<char> parts)
    {
        if (Parts.TryGetValue(letter, out var two))
        {
            Add(two[0], parts);
            parts.Add(two[1]);
        }
        else if (letter - FirstSyllable is >= 0 and < Syllables and var syllable)
        {
            parts.Add((char)(0x1100 + syllable / (Vowels * Finals)));
            parts.Add((char)(0x1161 + syllable / Finals % Vowels));
            if (syllable % Finals > 0) parts.Add((char)(0x11A7 + syllable % Finals));
        }
        else
        {
            parts.Add(letter);
        }
    }
}
