/** Given names of women, one a line: the name itself, then its short forms and spellings. A short form may stand for several names. */
export const WOMEN = `Adelheid Heidi Heide Adele Adelaide Alheit Heidl Alida
Agathe Agatha Agata Agi
Agnes Agi Agnese Agnieszka Agnès Nesa Ines Agneta Inés Neza
Alexandra Alex Sandra Alexa Sascha Aleksandra Alessandra Lexi Xandra Sandy Alejandra Oleksandra Sanja Sasha Alessia
Alice Alicia Alisa Alize Alissa Alix Alicja
Amalie Amalia Amelie Mali Amelia Amélie Emilie Malchen
Andrea Andi Drea Andrée Andreja Andreia Andy
Angela Angelika Geli Angie Angelina Angélique Angèle Aniela Angel Ela
Angelika Geli Angie Angela Angelica Gela Angélique Anschi Andschelika
Anita Anna Annita Nita
Anja Anya Anna Ania Anjuscha
Anke Anna Anneke Annika Anika Antje Annike
Anna Anne Anni Annie Annika Ann Hanna Hannah Änne Nina Anita Anja Anouk Aenne Ana Anya Annette Nannerl Antje Anka Nanni Ania Annina Annabel Anniek Anica
Annegret Anne-Grete Annegrete Anna-Margarete Annagret
Anneliese Anne Anneli Annelies Lisa Liesl Annelise Anneliesl Annelie Anelise Liese
Annemarie Anne-Marie Annemieke Annamaria Anna-Maria Mia Ami Annamarie Anni Annemie
Annette Anette Anne Annett Anett Nette Anetta
Antonia Toni Tony Antoinette Antonie Antonina Tonia Tonja Antje
Astrid Astrit Asta Assi
Auguste Augusta Gusti Augustine Gustl Guste
Barbara Babs Babsi Bärbel Barbel Barb Bärbl Betti Wetti Barbe Varvara Basia Baerbel Babette Babett Barbro Borbála Bara Bärbi
Beate Bea Beatrice Beata Beatrix Béatrice Beatriz Beatrijs Trixi Trix Beatriks
Bernadette Berni Detta Bernadett Bernarda Bernardine Berna
Bettina Betty Betti Tina Elisabeth Ina Bettine Betina
Birgit Birgitt Brigitte Gitte Biggi Birgitta Britta Bigi Birte Birgid Birgitte
Brigitte Gitti Gitte Brigitta Birgit Biggi Brigida Brigit Britta Bridget Gitta Brix Bribri Brita
Britta Brigitte Brita Birgit Brit Britt
Bruni Brunhilde Brunhild
Carina Karina Carin Rina Karine Carine
Carla Karla Karola Carola
Carmen Karmen Carmela
Carola Karola Caro Caroline Karoline Carol Karol Rola
Caroline Karoline Carolin Karolin Caro Carolina Line Lina Karolina Karo Carola Karoliina Charlotte Carol Carrie Carolyn
Cäcilie Cäcilia Cilli Cecilia Cecile Cécile Zilli Celia Cilly Sissi Cilia Zita Silke
Charlotte Lotte Charlotta Lotta Lottchen Charlott Carlotta Karlotta Lola Scharlotte
Christa Christl Christine Christina Krista Chrissi Crista Christel
Christiane Chris Christina Christine Kristiane Jana Janna Chrissi Tiane Nane Christiana Cristiana
Christina Christine Tina Kristina Christiane Chris Chrissi Stina Kristin Christin Christel Cristina Krystyna Kirsten Kerstin Kirstin Krisztina Krissi Kristine Nina Christa Ina Stine Tine Christi Kristiina Chrissy Kris Christl Krista
Claudia Klaudia Claudi Claudine Claude Claudie Klaudija
Constanze Konstanze Conny Constance Stanzi Konstanza Costanza Constanza Conni Connie Constantia Stanze
Corinna Korinna Corina Corinne Rinna Cora Korina Conny
Cornelia Conny Kornelia Conni Nele Nelly Connie Cornélie Neele Corny Nelia Corrie Korni
Dagmar Daggi Dagi Dagny
Daniela Dani Danni Daniella Danielle Danijela Ela Daniele Danuta Danièle Dana Danny
Diana Diane Dianne Dajana Didi
Dorothea Dorothee Doro Thea Dora Dorle Dorit Dorothy Dorota Dörte Doris Dorli Dorina Dorothée Dorotea Dorrit
Doris Dora Dorothea Dori Dorli Dorrit
Edeltraud Edeltraut Traudl Traude Edeltrud Traudi Trudi Edel
Eleonore Elli Nora Lore Eleonora Leonore Ellen Lora Norah Eleanor Lorchen Leonora Eléonore Noor Leni
Elfriede Elfi Friedl Frieda Frida Friede Elfie Elfride Elfrieda Fritzi
Elisabeth Lisa Lisbeth Elsbeth Elli Betty Sissi Sisi Liesl Elise Elisa Else Lilli Lise Lissy Elizabeth Liz Elsa Ilse Bettina Betti Liesel Erzsébet Elżbieta Elzbieta Lisi Elisabetta Isabella Isabel Isabelle Beth Lizzy Lies Lisl Lis Sisy Lizzi Babette Lily Elly Lisbet Elisabet Alžběta Elisaveta Jelisaveta Liese Lieselotte Bettine Elsi
Elke Adelheid
Ellen Helene Elena Elin Eleonore Ella
Emilie Emilia Emmi Emily Milli Emiliana Mila Émilie Emi Emmy Milly
Emma Emmi Emmy Irma Emme
Erika Erica Eri Riki Rikki
Erna Ernestine Ernesta
Esther Ester Hester Eszter Hadassa
Eva Evi Eve Ewa Evelyn Eveline Evchen Eef Ève Éva Yeva Evita Evamaria Ev Ewi Evy Iva
Evelyn Evelin Eveline Evi Eve Evelyne Ewelina Evelina Lyn Eva
Felicitas Feli Felizitas Felicia Fee Félicité Lizi Zita Felicity
Franziska Franzi Fränzi Franca Francesca Françoise Francoise Francisca Sissi Ziska Fanny Franka Fanni Franciszka Paca Frances Francine Fran Cissy Zissi Franciska Františka Paquita
Frieda Frida Friederike Elfriede Friedel
Friederike Rike Rieke Fritzi Frederike Riki Frieda Federica Friedericke Frédérique Ricke Frederika Rikchen
Gabriele Gabi Gaby Gabriela Gabriella Gabrielle Jella Ela Gabby Gabrijela Yella Gabrielė
Gerda Gerta Gerdi Gertrud Gertraud
Gerlinde Linde Gerli Linda Gerlind
Gertraud Traudl Traude Gertrude Gertraude Trude Gerti Gertrud Gertraut Traudi
Gertrud Trude Trudi Gerti Gertrude Gerta Traudl Gerda Gertraud Geertruida Trudy Truus Trudel Gertrudis
Gisela Gisi Gisa Gila Gisele Gisella Gisel Giesela Giselle
Gudrun Gudi Gudrune Gunni Gudrunn
Hanna Hannah Johanna Anna Hanne Hannchen Chana Hana Ana
Hannelore Hanne Lore Hanni Hannilore Hannelor Loni
Hedwig Hedi Hedy Jadwiga Hedda Hedvig Hedwiga Wiga Vicki Jadviga
Heidemarie Heidi Heide Heidrun Heidemaria Heide-Marie Marie Heidimarie
Heidrun Heidi Heide Heidrune
Heike Henrike Haike Heica Heikje
Helene Helena Leni Lena Hella Ellen Elena Helen Lene Jelena Ilona Hela Alena Hélène Helga Ela Olena Heleen Nelly Ileana Lenka Ilka Yelena Galena Eline
Helga Olga Helgi Hella
Henriette Henni Jette Henny Henrike Henrietta Hetty Jettchen Rika Etta Enrica
Henrike Rike Henny Hendrikje Henrieke Rieke Henrica
Hermine Mina Hermi Minna Herma Mine Hermione Herminie Minerl
Hildegard Hilde Hildi Hilda Hildegart Hiltrud Hille Gard
Ida Ide Idi
Ilona Ilka Helene
Ilse Else Elisabeth Ilsa Ilze Ilsebill
Ines Inez Inés Agnes Inès Ina
Ingeborg Inge Inga Ingrid Borgi Ingeburg Inka Inken Ingi
Ingrid Inge Inga Ingi Ingerid Inger Ingelore
Irene Reni Irena Irina Ira Irène Irini Irén Erene
Irina Irene Ira Iryna Irena
Iris Irisz Iriss
Irmgard Irmi Irma Irmela Irmengard Gard Irmingard Irmchen
Isabella Isabel Isabelle Isa Bella Izabela Ysabel Isabell Bell Belle Izabella Elisabeth Isabela Sabella Isi Ysabelle
Jana Johanna Janna Jane Janina Janine Yana Janka
Janine Janina Jeannine Jana Nina Jane Jeanine Janin Giannina Ninette
Jacqueline Jacky Jaqueline Jackie Jacquelin Jaquelin Giacomina Jackeline
Jeanette Jeannette Johanna Jeannet Janette Jeanett Nettie
Jennifer Jenny Jenni Jen Jennie Jenifer Ginevra
Jessica Jessi Jessika Jess Jessy Gessica Yessica
Johanna Hanna Hannah Joanna Hanni Jana Jo Jeanne Joan Juana Giovanna Jane Janna Johanne Jenny Hanne Jean Hannerl Ivana Gianna Joana Ioana Jovana Iwona Jannie Jeanette Jeannette Jeannine Janne Nanni Siobhan Sinead
Josefine Josefa Josephine Fine Josi Peppi Pepi Josefina Seffi Josie Giuseppina Józefa Josephina Josepha Fini Sefa Pepita Joséphine Jo
Judith Judit Jutta Judy Giuditta Judita Jitka Edit
Julia Jule Juli Giulia Juliane Julie Julika Julja Yulia Julija Jill Julita Julka Lia Uljana
Juliane Julia Jule Juliana Giuliana Liane Juli Julie Julienne Julianna Jana
Jutta Judith Jytte Jutte Juta Jutti
Karin Carin Karen Katharina Karina Kari Carina Karyn Caren Karine Carine Katrin
Katharina Kathi Käthe Kati Katrin Kathrin Kate Catherine Katarina Catarina Caterina Karin Kathleen Kathy Katja Katarzyna Catharina Käthi Trine Nina Ina Trina Cathrin Catrin Katinka Rina Cathi Kathe Kaja Katalin Ekaterina Jekaterina Katerina Kathrine Kathryn Cathy Kata Cati Kathrein Kateřina Trinchen Cathérine Karen Kasia Kathreen Katy Katie Nine Yekaterina Kateryna Carina Tinka Tina Trijntje Aikaterini
Katja Katya Katharina Katia Catja Ekaterina Katinka
Katrin Kathrin Catrin Cathrin Katharina Kati Kathi Trine Katrina Kathrine Catherine Karin Katrien Catrina
Kerstin Kirsten Christine Christina Kirstin Chirsten Kersti Kiersten Kersten Kerstine
Klara Clara Klare Claire Chiara Kläre Clarissa Clärchen Klärchen Klári
Kunigunde Gundi Gunda Kuni Kinga Kunigunda Gundl
Larissa Lara Larisa Lari Larysa
Laura Lora Laurie Lauri Laure Lore Lauren
Lea Leah Léa Lia Leia
Leonie Leoni Léonie Leona Leo Leony Leonia
Lieselotte Liselotte Lilo Lotte Liese Lotti Liesl Lieslotte Lise-Lotte Lisa Liesel Lotta Elisabeth
Linda Dietlinde Sieglinde Belinda Gerlinde Lynda Lindi
Liv Olivia Livia
Luise Louise Luisa Lisa Louisa Lulu Loisi Lou Isa Luiza Lovisa Aloisia Luisl Ludovica Ludowika
Lucia Luzie Lucie Lucy Luzia Lucija Lucile Luci Lucilla Luca Luzi Zita Lucienne Łucja
Magdalena Lena Leni Magda Madeleine Magdalene Madlen Lene Maddalena Malena Madlaina Marlene Madalena Magali Mädi Madelaine Magdolna Madeline Madita Madlene Magdi Marleen Hélène Magdalina Mette Maddy Madlin
Manuela Manu Ela Emanuela Manuella Emmanuelle Manuelle Mani Manuele
Margarete Margarethe Grete Gretl Gretel Gretchen Margit Margot Greta Rita Margret Marga Margareta Margaretha Margaret Marguerite Maggie Marge Margherita Meg Peggy Małgorzata Malgorzata Margitta Margrit Magrit Margarita Margriet Griet Reta Meret Merete Margaux Daisy Gritli Greet Gritt Grit Margo Marjorie Magret Gerti Gitta Margerita Markéta Margaréta Meike Gesche
Maria Marie Mia Mitzi Marion Mary Mariella Marika Mizzi Mirjam Miriam Ria Marija Maja Mara Marianne Mieke Mariechen Maike Marita Marietta Maren Mareike Marijke Marya Mari Maryse Mascha Maritta Manon Marieke Molly Mariya Maruška Mariia Mima Mariah Moira Maia Marischka Mariana Mimi Rike
Marianne Maria Anne Marianna Nanne Mariana Janne Jane Mandy Marian Marjana Mariann Mari-Anne
Marina Rina Maria Maryna Marine Mari
Marion Maria Marianne Marie Marjon Mariona
Marlene Leni Lene Lena Marleen Magdalena Marlen Marlena Marle Marlies Malene
Marlies Marliese Marlis Maria-Elisabeth Lisa Liesl Marlise Marielies Marie-Luise
Martha Marta Marthe Martje
Martina Tina Marti Martine Tini Martje Ina Martyna
Maike Meike Maria Maaike Mayke Maicke
Mathilde Matilda Tilda Tilly Hilde Tilde Mathilda Till Thilde Matilde Mechthild Mechtild Mette Maud Hilda Matylda
Melanie Mel Mela Melli Melly Melania Mély Melany Melani Mella Melina Meli Mélanie
Michaela Michi Micha Ela Michele Michelle Michaele Michela Mika Mihaela Mikaela Michalina Michèle Mischa Miguela Mica Micki
Miriam Mirjam Myriam Maria Mimi Miri Mirijam Miryam Mira
Monika Moni Mona Monica Monique Monja Moneka Mónika Monic Nika
Nadine Nadin Nadja Nadina Nadia Adina Naddi
Nadja Nadia Nadine Nadeschda Nadya Nadezhda Nadège Nadiya
Natalie Nathalie Natalia Nataly Nata Natascha Nathaly Natalja Nati Talia Nataliya Natali Noelle Nat
Natascha Natasha Natalie Natalia Tascha Nata Natasja
Nicole Nicola Nico Nicki Nikki Nikola Niki Nicoletta Coletta Nikole Nikol Nicolette Colette Niccola Nikky
Nina Janina Antonina Katharina Christina Anna Nine Giovannina Ninchen Annina
Olga Helga Olja Olha Olenka
Patricia Patrizia Pat Patty Patrycja Patti Trish Tricia Patsy Patrice Patrica
Paula Pauline Paulina Paola Polly Pavla Paulette Paulchen
Pauline Paula Paulina Line Polly Paulette Paulien Paolina
Petra Peti Petrina Petronella Pierrette Petri Petia Piera Petruschka
Regina Gina Regine Ina Gine Reggie Régine Rena Reine
Renate Reni Renata Rena Renée Nati Renathe Renatha
Roberta Robertina Robi Robine
Rosa Rosi Rosalie Rosie Rose Rosina Röschen Rosl Roswitha Rosita Rosalia Roos Rozalia Róża Rosel Roslyn
Rosemarie Rosi Rosmarie Romy Rose Rosemary Rosamaria Rosa-Maria Rosel Marie Roma Rosemaria Rosmaria
Roswitha Rosi
Ruth Rut Ruthie Ruti
Sabine Bine Sabina Biene Bini Sabi Ina Sabinchen Savina Sabrine Binchen
Sabrina Bri Rina Brina Sabrine
Sandra Sandy Alexandra Sandi Alessandra Sanni Xandra Sanne
Sarah Sara Sally Sari Sadie Zara
Sibylle Sybille Bille Sibylla Sybil Sibilla Sybilla Billa Billi Sibille
Sigrid Sigi Siri Siggi Sigrun
Silke Cäcilia Silka Zilke Silkje
Silvia Sylvia Silvi Silvie Silvana Sylvie Silvija Sylwia Sylvi Silva Szilvia Sissi
Simone Simona Mona Moni Simoni Simonetta
Sonja Sonia Sophia Sonya Sofia Sunny Sonjuschka
Sophie Sofie Sophia Sofia Sophi Zofia Sonja Zosia Fia Fieke Fike Fifi Zsofia Zsófia Sofija Sonia Sopherl Fei Žofie
Stefanie Stephanie Steffi Stefani Steffie Stéphanie Stefania Steffani Fanny Steph Stephi Fanni Stephania Steffy Stevie Štefánia Stefi Stephany
Susanne Susi Sanne Sue Susanna Suse Suzanne Susan Zuzanna Zuzana Susie Susann Sanna Zsuzsanna Sannchen Suzanna Susy Suzy Susana Sanneke Zsuzsa Susette Suzette Suzana Sanni
Svenja Swenja Svea Svenia Sventje
Svetlana Swetlana Lana Sveta Svitlana Swetlona
Sylvia Silvia Sylvi Silvi Sylvie
Tamara Tami Mara Tamar Tammy Toma
Tanja Tania Tatjana Tanya Tanjuscha Tatiana
Tatjana Tanja Tatiana Tania Tatyana Tatiane Tetjana Tetiana
Theresa Therese Resi Thesi Teresa Tessa Terry Thérèse Theresia Resl Tereza Tess Teresia Terese Trees Teri Traci Thesa Teréz Theres Reserl Terezija
Ulrike Uli Ulli Rike Rieke Ulla Ulrika Riki Ulrique
Ursula Uschi Ulla Ursel Uschy Ursi Ursina Orsola Ulli Ursule Urschl Ursli Uschl Ushi Urszula Orsolya Úrsula Ursl
Ute Uta Uti Utta Jutta
Valentina Vali Tina Valentine Wali Valeska Walentina
Valerie Valeria Vally Vali Valérie Valery Wally Waleria Walerija Vallerie
Vanessa Nessa Vani Vanesa Nessi Vanny Nessie
Verena Vreni Vera Vroni Rena Fränzi Verene Vrene Vre Vrena
Veronika Vroni Veronica Vera Nika Ronja Véronique Weronika Roni Moni Verónica Veroni Verona Vrony Ronni
Viktoria Vicky Vicki Victoria Wiki Viki Vittoria Tori Viktorija Wiktoria Vikki Victoire Vika Vikkie Viky Ria
Virginia Gina Virginie Ginny Ginger
Waltraud Traudl Waltraut Walli Traude Waldtraud Traudi Waltrude Trudi Wally Waltrud Wali Waltraute Wolle Waldtraut Traudel
Wilhelmine Mina Minna Helmi Wilma Mine Minchen Elma Billie Wilhelmina Guillemette Vilma Guglielmina Willa Mien Minka Mini Helma Willemijn Willie Miny
Wilma Vilma Wilhelmine Velma
Yvonne Ivonne Yvette Evonne Ivon Iwona Yvon Yvi Vonny`
