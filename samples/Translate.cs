#:project ../src/Valence.Language
// Numbers in German words become English ones: a translator of a small world, which it then knows beyond what it saw.
// Of the package: #:package Valence.Language@0.1.0 in the place of the first line.
//   dotnet run samples/Translate.cs
using Valence.Language;

string[] german = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"],
    english = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    germanTens = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
    englishTens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

// Of all numbers between 20 and 99 with a second one, every seventh is kept back.
TextPair[] all = [.. from tens in Enumerable.Range(2, 8) from ones in Enumerable.Range(1, 9)
    from other in Enumerable.Range(0, 10)
    select new TextPair($"{(ones == 1 ? "ein" : german[ones])}und{germanTens[tens]} und {german[other]}",
        $"{englishTens[tens]}-{english[ones]} and {english[other]}")];
TextPair[] held = [.. all.Where((_, i) => i % 7 == 3)], learned = [.. all.Where((_, i) => i % 7 != 3)];

var translator = TextTranslator.Train(learned, new()
{
    Tokens = TokenKind.Characters,
    MaxLength = 40,
    Layers = 2,
    Width = 64,
    Epochs = 12,
    BatchSize = 32,
    LearningRate = 3e-3,
    ValidationData = held,
});
translator.Save("numbers.valence");

var loaded = TextTranslator.Load("numbers.valence");
foreach (var pair in held.Take(5))
    Console.WriteLine($"{pair.Source} → {loaded.Translate(pair.Source).Text}   ({pair.Target})");
var report = loaded.Evaluate(held, new() { Beams = 1 });
Console.WriteLine($"{report.Translations.Zip(held).Count(one => one.First.Text == one.Second.Target)} of {held.Length} "
    + $"are right. {report.Bleu} ({report.Bleu.Signature})");
